#!/usr/bin/env node
// Node 22.8 and later keep compiled code on disk, which makes the next start faster.
require('node:module').enableCompileCache?.();
require('../dist/program/faber-db.js');
