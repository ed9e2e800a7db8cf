// SPDX-License-Identifier: BSD-3-Clause
// Charts of lines, as SVG. series: [{name, points: [[x, y], ...]}].

function svgElement(name, attributes, words) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }
  if (words !== undefined) {
    element.textContent = words;
  }
  return element;
}

// Round numbers from low to high, about `count` of them.
function roundTicks(low, high, count) {
  const rough = (high - low) / count || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((f) => f * power).find((s) => s >= rough);
  const ticks = [];
  for (let k = Math.ceil(low / step); k * step <= high * (1 + 1e-9); ++k) {
    ticks.push(k * step);
  }
  return ticks;
}

function powersOfTen(low, high) {
  const ticks = [];
  const skip = Math.max(1, Math.ceil((Math.log10(high) - Math.log10(low)) / 8));
  for (let e = Math.ceil(Math.log10(low)); e <= Math.log10(high); e += skip) {
    ticks.push(10 ** e);
  }
  return ticks;
}

function tickText(number) {
  const size = Math.abs(number);
  return size !== 0 && (size < 1e-3 || size >= 1e6) ? number.toExponential(0) : String(Number(number.toPrecision(4)));
}

function drawChart(place, { title, xLabel, yLabel, series, logarithmic }) {
  const width = 760, height = 340, left = 70, right = 150, top = 20, bottom = 50;
  const shown = series
    .map((s) => ({ ...s, points: s.points.filter(([, y]) => Number.isFinite(y) && (!logarithmic || y > 0)) }))
    .filter((s) => s.points.length > 0);
  const all = shown.flatMap((s) => s.points);
  if (all.length === 0) {
    return;
  }
  const extent = (values) => values.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity]);
  let [x0, x1] = extent(all.map(([x]) => x));
  let [y0, y1] = extent(all.map(([, y]) => y));
  x1 = x1 > x0 ? x1 : x0 + 1;
  y1 = y1 > y0 ? y1 : logarithmic ? y0 * 10 : y0 + 1;
  const scale = logarithmic ? Math.log : (y) => y;
  const px = (x) => left + ((x - x0) / (x1 - x0)) * (width - left - right);
  const py = (y) => height - bottom - ((scale(y) - scale(y0)) / (scale(y1) - scale(y0))) * (height - top - bottom);

  const svg = svgElement("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": title });
  for (const y of logarithmic ? powersOfTen(y0, y1) : roundTicks(y0, y1, 6)) {
    svg.append(svgElement("line", { class: "grid", x1: left, x2: width - right, y1: py(y), y2: py(y) }));
    svg.append(svgElement("text", { x: left - 8, y: py(y) + 4, "text-anchor": "end" }, tickText(y)));
  }
  for (const x of roundTicks(x0, x1, 6)) {
    svg.append(svgElement("text", { x: px(x), y: height - bottom + 18, "text-anchor": "middle" }, tickText(x)));
  }
  svg.append(svgElement("text", { x: (left + width - right) / 2, y: height - 10, "text-anchor": "middle" }, xLabel));
  svg.append(svgElement("text", { x: 10, y: 12 }, yLabel));
  shown.forEach((s, i) => {
    const style = `curve s${i % 6}${i >= 6 ? " dashed" : ""}`;
    const path = s.points.map(([x, y], k) => `${k === 0 ? "M" : "L"}${px(x).toFixed(1)} ${py(y).toFixed(1)}`).join("");
    svg.append(svgElement("path", { class: style, d: path }));
    const row = top + 10 + 18 * i;
    svg.append(svgElement("line", { class: style, x1: width - right + 12, x2: width - right + 36, y1: row, y2: row }));
    svg.append(svgElement("text", { x: width - right + 42, y: row + 4 }, s.name));
  });
  place.append(svg);
}
