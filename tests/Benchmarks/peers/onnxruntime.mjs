// Times ONNX Runtime on a six-layer post-LN BERT encoder (width 384, 12 heads, FFN 1536) and prints JSON.
//   npm i onnxruntime-node --ignore-scripts   (in any folder)
//   node onnxruntime.mjs FOLDER_WITH_node_modules [threads]
// The model is written here as ONNX protobuf, with random weights: opset 14, LayerNorm and GELU spelled out as
// exporters do, so that the runtime's own fusions apply.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import path from 'node:path';

const folder = process.argv[2] ?? '.';
const threads = Number(process.argv[3] ?? 2);
const require = createRequire(pathToFileURL(path.resolve(folder) + '/'));
const ort = require('onnxruntime-node');

const [layers, width, heads, inner] = [6, 384, 12, 1536];

// Protobuf: a message is a list of fields; a field is a key (number * 8 + wire type) and a value.
const varint = (n) => {
  const bytes = [];
  let v = BigInt.asUintN(64, BigInt(n));
  for (; v > 127n; v >>= 7n) bytes.push(Number(v & 127n) | 128);
  return Buffer.from([...bytes, Number(v)]);
};
const number = (field, n) => Buffer.concat([varint(field * 8), varint(n)]);
const bytes = (field, b) => Buffer.concat([varint(field * 8 + 2), varint(b.length), b]);
const text = (field, s) => bytes(field, Buffer.from(s));
const message = (field, ...parts) => bytes(field, Buffer.concat(parts));

let state = 1;
const random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32 - 0.5;
};
const weights = [];
const nodes = [];
let names = 0;

const tensor = (type, dims, raw) => {
  const name = `w${weights.length}`;
  weights.push(message(5, ...dims.map((d) => number(1, d)), number(2, type), text(8, name), bytes(9, raw)));
  return name;
};
const floats = (dims, value) => {
  const data = Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, value);
  return tensor(1, dims, Buffer.from(data.buffer));
};
const integers = (...values) => tensor(7, [values.length], Buffer.from(BigInt64Array.from(values.map(BigInt)).buffer));
const scalar = (x) => floats([], () => x);

// Attribute types: 1 float, 2 integer, 7 integers.
const integer = (name, n) => message(5, text(1, name), number(3, n), number(20, 2));
const list = (name, ...values) => message(5, text(1, name), ...values.map((v) => number(8, v)), number(20, 7));
const node = (op, inputs, ...attributes) => {
  const output = `t${names++}`;
  nodes.push(message(1, ...inputs.map((i) => text(1, i)), text(2, output), text(4, op), ...attributes));
  return output;
};

const linear = (x, from, to) => {
  const product = node('MatMul', [x, floats([from, to], () => random() * 0.1)]);
  return node('Add', [product, floats([to], () => random() * 0.1)]);
};
const norm = (x) => {
  const d = node('Sub', [x, node('ReduceMean', [x], list('axes', -1))]);
  const variance = node('ReduceMean', [node('Pow', [d, scalar(2)])], list('axes', -1));
  const root = node('Sqrt', [node('Add', [variance, scalar(1e-12)])]);
  const scaled = node('Mul', [node('Div', [d, root]), floats([width], () => 1)]);
  return node('Add', [scaled, floats([width], () => 0)]);
};
const gelu = (x) => {
  const erf = node('Erf', [node('Div', [x, scalar(Math.SQRT2)])]);
  return node('Mul', [node('Mul', [x, node('Add', [erf, scalar(1)])]), scalar(0.5)]);
};
const split = (x) => node('Reshape', [x, integers(0, 0, heads, width / heads)]);
const attention = (x) => {
  const q = node('Transpose', [split(linear(x, width, width))], list('perm', 0, 2, 1, 3));
  const k = node('Transpose', [split(linear(x, width, width))], list('perm', 0, 2, 3, 1));
  const v = node('Transpose', [split(linear(x, width, width))], list('perm', 0, 2, 1, 3));
  const scores = node('Div', [node('MatMul', [q, k]), scalar(Math.sqrt(width / heads))]);
  const mixed = node('MatMul', [node('Softmax', [scores], integer('axis', -1)), v]);
  const joined = node('Reshape', [node('Transpose', [mixed], list('perm', 0, 2, 1, 3)), integers(0, 0, width)]);
  return linear(joined, width, width);
};
let x = 'x';
for (let layer = 0; layer < layers; layer++) {
  x = norm(node('Add', [x, attention(x)]));
  x = norm(node('Add', [x, linear(gelu(linear(x, width, inner)), inner, width)]));
}

const dimension = (d) => message(1, typeof d === 'number' ? number(1, d) : text(2, d));
const shape = message(2, dimension('batch'), dimension('tokens'), dimension(width));
const value = (field, name) => message(field, text(1, name), message(2, message(1, number(1, 1), shape)));
const graph = message(7, ...nodes, text(2, 'encoder'), ...weights, value(11, 'x'), value(12, x));
const model = Buffer.concat([number(1, 8), graph, message(8, text(1, ''), number(2, 14))]);

const session = await ort.InferenceSession.create(model, {
  intraOpNumThreads: threads, interOpNumThreads: 1, graphOptimizationLevel: 'all', executionMode: 'sequential',
});
const results = [];
for (const [batch, tokens] of [[1, 16], [1, 128], [16, 128]]) {
  const data = Float32Array.from({ length: batch * tokens * width }, random);
  const feeds = { x: new ort.Tensor('float32', data, [batch, tokens, width]) };
  for (let i = 0; i < 5; i++) await session.run(feeds);
  let best = Infinity;
  for (const end = performance.now() + 3000; performance.now() < end;) {
    const start = performance.now();
    await session.run(feeds);
    best = Math.min(best, performance.now() - start);
  }
  const rows = batch * tokens;
  const operations = layers * (2 * rows * (4 * width * width + 2 * width * inner) + 4 * rows * tokens * width);
  results.push({ batch, tokens, milliseconds: best, gflops: operations / best / 1e6 });
}
console.log(JSON.stringify({ runtime: 'onnxruntime', threads, results }, null, 2));
