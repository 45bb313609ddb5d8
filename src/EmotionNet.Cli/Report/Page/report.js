// Hover and zoom for the curves. The charts are whole without it: it reads the numbers from their attributes and changes view boxes.
(() => {
  'use strict';
  const side = 1000, mostTicks = 6, margin = 0.04;
  const namespace = 'http://www.w3.org/2000/svg';
  document.documentElement.classList.add('scripted');

  const element = (name, parent, attributes) => {
    const made = document.createElementNS(namespace, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    parent.append(made);
    return made;
  };

  const ticks = (low, high, smallest) => {
    const power = 10 ** Math.floor(Math.log10((high - low) / mostTicks));
    const step = Math.max(smallest, [1, 2, 5, 10].map(factor => factor * power).find(size => (high - low) / size <= mostTicks));
    const found = [];
    for (let index = Math.ceil(low / step); index * step <= high; index++) found.push(index * step);
    return found;
  };

  const words = (value, unit, digits) => unit === 'percent'
    ? `${+(value * 100).toFixed(Math.max(0, digits - 2))} %`
    : value !== 0 && Math.abs(value) < 0.001 ? value.toExponential(1).replace('.0e', 'e').replace('e+', 'e') : `${+value.toFixed(digits)}`;

  const charts = [...document.querySelectorAll('.curve')].map(figure => {
    const svg = figure.querySelector('svg'), plot = svg.querySelector('.plot');
    const number = name => Number(plot.getAttribute(name));
    const chart = {
      figure, svg, plot,
      epochs: JSON.parse(figure.dataset.epochs),
      series: JSON.parse(figure.dataset.series),
      range: JSON.parse(figure.dataset.range),
      unit: figure.dataset.unit,
      box: { x: number('x'), y: number('y'), width: number('width'), height: number('height') },
    };
    chart.cross = element('path', svg, { class: 'cross', visibility: 'hidden' });
    chart.drag = element('rect', svg, { class: 'drag', visibility: 'hidden', y: chart.box.y, height: chart.box.height });
    chart.tip = document.createElement('div');
    chart.tip.className = 'tip';
    chart.tip.hidden = true;
    figure.append(chart.tip);
    svg.setAttribute('tabindex', '0');
    return chart;
  });
  if (charts.length === 0) return;

  const { epochs } = charts[0];
  const whole = [epochs[0] - 0.5, epochs[epochs.length - 1] + 0.5];
  let shown = whole, pointed = null;

  const isShown = epoch => epoch >= shown[0] && epoch <= shown[1];

  // The range of the values in view; of all of them, that of the page.
  const rangeOf = chart => {
    if (shown === whole) return chart.range;
    const values = chart.series.flatMap(line => line.values.filter((value, index) => value !== null && isShown(chart.epochs[index])));
    if (values.length === 0) return chart.range;
    const low = Math.min(...values), high = Math.max(...values);
    const room = high > low ? (high - low) * margin : Math.max(Math.abs(high) * margin, 1e-9);
    return [low - room, high + room];
  };

  const redraw = chart => {
    const { box } = chart, [low, high] = rangeOf(chart), full = chart.range[1] - chart.range[0], span = whole[1] - whole[0];
    const viewBox = [(shown[0] - whole[0]) / span, (chart.range[1] - high) / full, (shown[1] - shown[0]) / span, (high - low) / full];
    chart.plot.setAttribute('viewBox', viewBox.map(value => value * side).join(' '));
    const [rows, columns] = ['.grid.y', '.grid.x'].map(name => chart.svg.querySelector(name));
    rows.replaceChildren();
    columns.replaceChildren();
    for (const tick of ticks(low, high, 0)) {
      const y = box.y + (high - tick) / (high - low) * box.height;
      element('path', rows, { d: `M${box.x} ${y}h${box.width}` });
      element('text', rows, { x: box.x - 6, y: y + 4 }).textContent = words(tick, chart.unit, 4);
    }
    for (const tick of ticks(shown[0], shown[1], 1)) {
      const x = placeOf(chart, tick);
      element('path', columns, { d: `M${x} ${box.y + box.height}v4` });
      element('text', columns, { x, y: box.y + box.height + 16 }).textContent = words(tick, '', 0);
    }
  };

  const placeOf = (chart, epoch) => chart.box.x + (epoch - shown[0]) / (shown[1] - shown[0]) * chart.box.width;

  const epochAt = (chart, event) => {
    const bounds = chart.svg.getBoundingClientRect();
    const x = (event.clientX - bounds.left) / bounds.width * chart.svg.viewBox.baseVal.width;
    return shown[0] + Math.min(1, Math.max(0, (x - chart.box.x) / chart.box.width)) * (shown[1] - shown[0]);
  };

  const nearest = epoch => {
    const inView = epochs.filter(isShown);
    return inView.length === 0 ? null : inView.reduce((best, other) => Math.abs(other - epoch) < Math.abs(best - epoch) ? other : best);
  };

  // The line is on all charts, the numbers on the one under the pointer.
  const point = (epoch, at) => {
    pointed = epoch;
    for (const chart of charts) {
      const isHere = epoch !== null && isShown(epoch);
      chart.cross.setAttribute('visibility', isHere ? 'visible' : 'hidden');
      chart.tip.hidden = !isHere || chart !== at;
      if (!isHere) continue;
      const x = placeOf(chart, epoch);
      chart.cross.setAttribute('d', `M${x} ${chart.box.y}v${chart.box.height}`);
      if (chart === at) showTip(chart, epoch, x);
    }
  };

  const showTip = (chart, epoch, x) => {
    const index = chart.epochs.indexOf(epoch);
    const row = (name, value, kind) => {
      const line = document.createElement('div');
      const label = document.createElement('span');
      label.className = kind;
      label.textContent = name;
      const text = document.createElement('span');
      text.textContent = value;
      line.append(label, text);
      return line;
    };
    const values = chart.series.filter(line => line.values[index] !== null)
      .map(line => row(line.name, words(line.values[index], chart.unit, 4), `key c${line.color}`));
    chart.tip.replaceChildren(row(`epoch ${epoch}`, '', ''), ...values);
    const bounds = chart.svg.getBoundingClientRect(), scale = bounds.width / chart.svg.viewBox.baseVal.width;
    const left = x * scale + 12, room = chart.figure.clientWidth - chart.tip.offsetWidth;
    chart.tip.style.left = `${Math.max(0, left <= room ? left : Math.min(room, x * scale - 12 - chart.tip.offsetWidth))}px`;
    chart.tip.style.top = `${chart.svg.offsetTop || chart.figure.querySelector('figcaption').offsetHeight + 8}px`;
  };

  const zoom = (low, high) => {
    const room = Math.max(0, 1 - (high - low)) / 2; // at least the width of an epoch
    const clipped = [Math.max(whole[0], low - room), Math.min(whole[1], high + room)];
    shown = clipped[0] === whole[0] && clipped[1] === whole[1] ? whole : clipped;
    charts.forEach(redraw);
    point(null, null);
  };

  const keys = (chart, event) => {
    const width = shown[1] - shown[0], middle = pointed ?? (shown[0] + shown[1]) / 2;
    const index = pointed === null ? -1 : epochs.indexOf(pointed);
    switch (event.key) {
      case 'ArrowRight': point(nearest(epochs[Math.min(epochs.length - 1, index + 1)]), chart); break;
      case 'ArrowLeft': point(nearest(epochs[index < 0 ? epochs.length - 1 : Math.max(0, index - 1)]), chart); break;
      case '+': zoom(middle - width / 4, middle + width / 4); break;
      case '-': zoom(middle - width, middle + width); break;
      case 'Escape': zoom(whole[0], whole[1]); break;
      default: return;
    }
    event.preventDefault();
  };

  for (const chart of charts) {
    let start = null;
    chart.svg.addEventListener('pointerdown', event => {
      start = event.button === 0 && event.pointerType !== 'touch' ? epochAt(chart, event) : null;
    });
    chart.svg.addEventListener('pointermove', event => {
      const epoch = epochAt(chart, event);
      point(nearest(epoch), chart);
      if (start === null) return;
      const [left, right] = [start, epoch].sort((one, other) => one - other).map(value => placeOf(chart, value));
      chart.drag.setAttribute('x', left);
      chart.drag.setAttribute('width', right - left);
      chart.drag.setAttribute('visibility', 'visible');
    });
    chart.svg.addEventListener('pointerup', event => {
      chart.drag.setAttribute('visibility', 'hidden');
      const end = epochAt(chart, event);
      if (start !== null && Math.abs(end - start) > (shown[1] - shown[0]) / 50) zoom(Math.min(start, end), Math.max(start, end));
      start = null;
    });
    chart.svg.addEventListener('pointerleave', () => {
      start = null;
      chart.drag.setAttribute('visibility', 'hidden');
      point(null, null);
    });
    chart.svg.addEventListener('dblclick', () => zoom(whole[0], whole[1]));
    chart.svg.addEventListener('keydown', event => keys(chart, event));
    chart.svg.addEventListener('blur', () => point(null, null));
  }
})();
