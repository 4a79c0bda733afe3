import { unzipSync } from 'fflate';
import { crc64 } from '../crc64.ts';
import type { JsonObject } from './call.ts';
import { isObject, optionalText, wholeNumber } from './fields.ts';
import { invalid } from './refusal.ts';

/** Of the base64 text. Source: Function Compute, usage limits; 500 MB is for packages in OSS. */
const MOST_PACKAGE_BYTES = 100 * 1024 * 1024;
const MOST_ENVIRONMENT_BYTES = 4_096;
const RUNTIME =
  /^(nodejs(4\.4|6|8|10|12|14|16|18|20)|custom(\.debian1[012]|-container)?|(python|java|go|php|dotnetcore)[\d.]*)$/;
const HANDLER = /^[\w./-]+\.\w+$/;

/**
 * Checks what a request says of a function; what it does not say is not looked at.
 * @throws Refusal
 * Source: Function Compute, usage limits, and data types of API 2023-03-30.
 */
export function checkFunction(body: JsonObject): void {
  const { memorySize, timeout, instanceConcurrency, diskSize, environmentVariables, runtime, handler } = body;
  const { instanceType = 'e1', internetAccess = true } = body;
  if (memorySize !== undefined) checkMemory(memorySize);
  if (timeout !== undefined) wholeNumber(timeout, 'timeout', 1, 86_400);
  if (instanceConcurrency !== undefined) wholeNumber(instanceConcurrency, 'instanceConcurrency', 1, 200);
  if (instanceType !== 'e1') invalid(`instanceType '${String(instanceType)}' is not served: e1 alone is`);
  checkInternetAccess(internetAccess);
  if (diskSize !== undefined && diskSize !== 512 && diskSize !== 10_240) invalid('diskSize must be 512 or 10240');
  if (environmentVariables !== undefined) checkEnvironment(environmentVariables);
  if (runtime !== undefined && !RUNTIME.test(String(runtime))) {
    invalid(`runtime is set to an unsupported value: '${String(runtime)}'`);
  }
  if (runtime !== undefined && !/^nodejs/.test(String(runtime))) {
    invalid(`runtime '${String(runtime)}' is not served: this stand-in runs Node.js alone`);
  }
  if (handler !== undefined && !HANDLER.test(String(handler))) {
    invalid(`handler '${String(handler)}' is not of the form file.export`);
  }
  if ((optionalText(body.description, 'description') ?? '').length > 256) {
    invalid('description must have 256 characters at most');
  }
}

/** Of a service in 2.0, of a function in 3.0. @throws Refusal */
export function checkInternetAccess(value: unknown): void {
  if (value !== true) invalid('internetAccess must be true: this stand-in cannot keep a function from the network');
}

/** @throws Refusal unless everything that a new function needs is there */
export function checkNewFunction(body: JsonObject): void {
  for (const field of ['functionName', 'runtime', 'handler']) {
    if (typeof body[field] !== 'string' || body[field] === '') invalid(`${field} is required but not provided`);
  }
  if (!isObject(body.code)) invalid('code is required but not provided');
  checkFunction(body);
}

function checkMemory(value: unknown): void {
  const megabytes = wholeNumber(value, 'memorySize', 128, 32_768);
  if (megabytes % 64 !== 0) invalid('memorySize is set to an invalid value: it must be a multiple of 64');
}

function checkEnvironment(value: unknown): void {
  if (!isObject(value)) invalid('environmentVariables must be an object');
  let bytes = 0;
  for (const [name, text] of Object.entries(value)) {
    if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(name)) {
      invalid(`environment variable '${name}' must begin with a letter and hold letters, digits and _ alone`);
    }
    if (name.startsWith('FC_')) invalid(`environment variable '${name}' has the reserved prefix FC_`);
    if (typeof text !== 'string') invalid(`environment variable '${name}' must be a string`);
    bytes += Buffer.byteLength(name) + Buffer.byteLength(text);
  }
  if (bytes > MOST_ENVIRONMENT_BYTES) {
    invalid(`environmentVariables have ${bytes} bytes in total, more than ${MOST_ENVIRONMENT_BYTES}`);
  }
}

/** The code package that a request brings, the one that its checksum says; null when it brings none. @throws Refusal */
export function packageBytes({ code }: JsonObject): Buffer | null {
  if (code === undefined || code === null) return null;
  const zipFile = isObject(code) ? code.zipFile : undefined;
  if (typeof zipFile !== 'string' || zipFile === '') {
    return invalid('code.zipFile is required: this stand-in has no OSS to read a package from');
  }
  if (zipFile.length > MOST_PACKAGE_BYTES) invalid(`code.zipFile has more than ${MOST_PACKAGE_BYTES} bytes`);
  const zip = Buffer.from(zipFile, 'base64');
  if (zip.toString('base64') !== zipFile) invalid('code.zipFile is not valid base64');
  if (!isZip(zip)) invalid('code.zipFile is not a valid zip file, or leads out of its folder');
  const checksum = isObject(code) ? code.checksum : undefined;
  if (checksum && checksum !== crc64(zip)) invalid(`code.checksum is not that of the package, ${crc64(zip)}`);
  return zip;
}

/** Reads the directory alone: nothing is unpacked. */
function isZip(bytes: Buffer): boolean {
  try {
    let inside = true;
    unzipSync(bytes, {
      filter({ name }) {
        inside &&= !name.startsWith('/') && !name.split(/[\\/]/).includes('..');
        return false;
      },
    });
    return inside;
  } catch {
    return false;
  }
}
