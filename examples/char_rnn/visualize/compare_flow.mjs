// SPDX-License-Identifier: BSD-3-Clause
// compare_flow.mjs NAME=PAGE...: how gradients fade on their way back, of several pages of char_rnn visualize, as one chart in
// SVG. A curve is the norm of the gradient with respect to the sums of all gates, as a share of that at the step of the loss.
import { readFileSync } from "node:fs";
import { createContext, runInContext } from "node:vm";

// As much of a document as page/charts.js draws with.
function makeElement(name) {
  const attributes = [];
  const inside = [];
  return {
    setAttribute: (key, value) => attributes.push(` ${key}="${value}"`),
    append: (...children) => inside.push(...children),
    set textContent(words) { inside.push(String(words).replaceAll("&", "&amp;").replaceAll("<", "&lt;")); },
    toString: () => `<${name}${attributes.join("")}>${inside.join("")}</${name}>`,
  };
}

function flowOf(file) {
  const data = JSON.parse(/<script type="application\/json" id="data">([^]*?)<\/script>/.exec(readFileSync(file, "utf8"))[1]);
  const norms = data.flow[0].norms.map((_, k) => Math.hypot(...data.flow.map((f) => f.norms[k])));
  return norms.map((norm, k) => [k, norm / norms[0]]);
}

const style = `
  .ground { fill: #fff } text { fill: #1f2933; font: 12px Helvetica, Arial, sans-serif } .grid { stroke: #dde2e8 }
  .curve { fill: none; stroke-width: 2 } .s0, .s1 { stroke: #c2410c } .s2, .s3 { stroke: #1d5fa8 } .s4, .s5 { stroke: #2f855a }
  .s1, .s3, .s5 { stroke-dasharray: 5 4 }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #161b22 } text { fill: #e6edf3 } .grid { stroke: #30363d }
    .s0, .s1 { stroke: #ff9466 } .s2, .s3 { stroke: #6cb2ff } .s4, .s5 { stroke: #68d391 }
  }`;

const pages = process.argv.slice(2).map((argument) => argument.split("="));
if (pages.length === 0 || pages.some((page) => page.length !== 2)) {
  console.error("compare_flow.mjs NAME=PAGE... > picture.svg");
  process.exit(2);
}
const context = createContext({ document: { createElementNS: (_, name) => makeElement(name) } });
runInContext(readFileSync(new URL("page/charts.js", import.meta.url), "utf8"), context);
const place = makeElement("div");
context.place = place;
context.chart = {
  title: "Norm of the gradient that reaches back", xLabel: "steps back", yLabel: "share of the norm at the step of the loss",
  logarithmic: true, series: pages.map(([name, file]) => ({ name, points: flowOf(file) })),
};
runInContext("drawChart(place, chart)", context);
const [, attributes, drawn] = /<svg([^>]*)>([^]*)<\/svg>/.exec(String(place));
console.log(`<svg xmlns="http://www.w3.org/2000/svg"${attributes}><!-- SPDX-License-Identifier: BSD-3-Clause --><style>${style}
</style><rect class="ground" width="100%" height="100%" rx="6"/>${drawn.replaceAll("><", ">\n<")}</svg>`);
