/**
 * What runs in the process of an instance: it loads the handler, calls it once, and tells its parent what came of it.
 * It is text since it runs under plain Node beside whatever the package brings, also when relaywatch itself is bundled.
 */
export const INSTANCE_PROGRAM = String.raw`
const { existsSync } = require('node:fs');
const { resolve } = require('node:path');
const { pathToFileURL } = require('node:url');

process.once('message', async ({ handler, event, form, context }) => {
  try {
    const run = await load(handler);
    process.send({ kind: 'started' });
    const own = readOnly(withLogger(context));
    const value = form === 'http' ? await answered(run, JSON.parse(Buffer.from(event)), own) : await run(Buffer.from(event), own);
    process.send({ kind: 'returned', body: bodyOf(value), maxRssKb: process.resourceUsage().maxRSS });
  } catch (error) {
    process.send({ kind: 'threw', ...described(error) });
  }
});

// FC 2.0: the answer is what the handler sends, whatever it returns
function answered(run, { body, ...fields }, context) {
  return new Promise((resolve, reject) => {
    const answer = { statusCode: 200, headers: {}, isBase64Encoded: true };
    const response = {
      setStatusCode: (code) => void (answer.statusCode = code),
      setHeader: (name, value) => void (answer.headers[name.toLowerCase()] = value),
      deleteHeader: (name) => void delete answer.headers[name.toLowerCase()],
      send: (sent) => resolve({ ...answer, body: Buffer.from(sent).toString('base64') }),
    };
    const request = { ...fields, clientIP: '127.0.0.1', body: Buffer.from(body, 'base64') };
    Promise.resolve(run(request, response, context)).catch(reject);
  });
}

process.once('disconnect', () => process.exit(1));

async function load(handler) {
  const dot = handler.lastIndexOf('.');
  const [file, name] = [handler.slice(0, dot), handler.slice(dot + 1)];
  const found = ['.js', '.mjs', '.cjs'].map((ending) => resolve(file + ending)).find((path) => existsSync(path));
  if (!found) throw named('ImportModuleError', "Cannot find module '" + file + "'");
  const module = await import(pathToFileURL(found).href);
  const run = module[name] ?? module.default?.[name];
  if (typeof run !== 'function') throw named('HandlerNotFound', "'" + name + "' of '" + file + "' is not a function");
  return run;
}

function withLogger(context) {
  const line = (level) => (...texts) =>
    process.stdout.write([new Date().toISOString(), context.requestId, '[' + level + ']', ...texts].join(' ') + '\n');
  const logger = { debug: line('DEBUG'), info: line('INFO'), warn: line('WARNING'), error: line('ERROR'), log: line('INFO') };
  return { ...context, logger };
}

function readOnly(value) {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) readOnly(part);
  return Object.freeze(value);
}

function bodyOf(value) {
  if (value === undefined || value === null) return Buffer.alloc(0);
  if (Buffer.isBuffer(value)) return value;
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
}

function named(name, message) {
  return Object.assign(new Error(message), { name });
}

function described(error) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), stackTrace: [] };
  const stackTrace = String(error.stack).split('\n').slice(1).map((line) => line.trim());
  return { errorType: error.name, errorMessage: error.message, stackTrace };
}
`;
