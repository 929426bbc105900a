// A Verdaccio that ends with the process that forked it, however that one ends.
//   fork('verdaccio-server.mjs', [config file, port])
import { runServer } from 'verdaccio';

const [configFile, port] = process.argv.slice(2);
process.on('disconnect', () => process.exit());
const server = await runServer(configFile);
server.listen(Number(port), '127.0.0.1', () => process.send('listening'));
