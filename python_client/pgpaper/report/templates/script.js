"use strict";
(() => {
  const WIDE = 10000, HIGH = 1000, SVG = "http://www.w3.org/2000/svg", DAY = 86400;
  const MINUS = "\u2212";

  // -- light and dark

  const root = document.documentElement, toggle = document.getElementById("theme");
  const prefersDark = matchMedia("(prefers-color-scheme: dark)");
  const remember = (value) => { try { localStorage.setItem("pgpaper-theme", value); } catch { /* a file may not */ } };
  const remembered = () => { try { return localStorage.getItem("pgpaper-theme"); } catch { return null; } };
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : prefersDark.matches);
  const name = () => { toggle.textContent = isDark() ? "Light" : "Dark"; toggle.setAttribute("aria-label", `Switch to ${isDark() ? "light" : "dark"} colours`); };
  if (["light", "dark"].includes(remembered())) root.dataset.theme = remembered();
  toggle.hidden = false;
  toggle.addEventListener("click", () => { root.dataset.theme = isDark() ? "light" : "dark"; remember(root.dataset.theme); name(); });
  prefersDark.addEventListener("change", name);
  name();

  // -- words

  const format = (value, form) => {
    const places = form === "money" ? 2 : form === "percent" ? 2 : Math.abs(value) < 0.1 ? 8 : Math.abs(value) < 1 ? 6 : 4;
    const least = form === "price" ? 2 : places;
    const text = (form === "percent" ? value * 100 : value).toLocaleString("en-US", { minimumFractionDigits: least, maximumFractionDigits: places });
    return text.replace("-", MINUS) + (form === "percent" ? "%" : "");
  };
  const placesOf = (step) => Math.min(Math.max(0, -Math.floor(Math.log10(step) + 1e-9)), 12);
  const axisText = (value, form, step) => {
    const sign = value < -step / 1000 ? MINUS : "";
    const fixed = (v, s) => v.toLocaleString("en-US", { minimumFractionDigits: placesOf(s), maximumFractionDigits: placesOf(s) });
    value = Math.abs(value);
    if (form === "percent") return `${sign}${fixed(value * 100, step * 100)}%`;
    for (const [unit, size] of [["T", 1e12], ["B", 1e9], ["M", 1e6], ["k", 1e3]]) {
      if ((value >= size && value >= 10000) || (value >= size && step >= size)) return `${sign}${fixed(value / size, step / size)}${unit}`;
    }
    return sign + fixed(value, step);
  };
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const two = (n) => String(n).padStart(2, "0");
  const date = (t) => { const d = new Date(t * 1000); return `${d.getUTCFullYear()}-${two(d.getUTCMonth() + 1)}-${two(d.getUTCDate())}`; };
  const clock = (t) => { const d = new Date(t * 1000); return `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())}`; };

  // -- axes, as the page's own are made

  const valueTicks = (bottom, top) => {
    const span = top - bottom, power = 10 ** Math.floor(Math.log10(span / 6));
    const step = [1, 2, 5, 10].map((f) => f * power).find((s) => span / s <= 6);
    const ticks = [];
    for (let n = Math.ceil(bottom / step - 1e-9); n <= Math.floor(top / step + 1e-9); n++) ticks.push([n * step, step]);
    return ticks;
  };
  const timeTicks = (first, last) => {
    const span = last - first;
    const steps = [1, 5, 15, 30, 60, 300, 900, 1800, 3600, 10800, 21600, 43200, DAY, 2 * DAY, 7 * DAY];
    const step = steps.find((s) => span / s <= 8), ticks = [];
    if (step) {
      const shift = step === 7 * DAY ? 4 * DAY : 0;
      for (let t = Math.ceil((first - shift) / step) * step + shift; t <= last; t += step) {
        const d = new Date(t * 1000);
        ticks.push([t, step >= DAY || t % DAY === 0 ? `${d.getUTCDate()} ${MONTHS[d.getUTCMonth()]}` : clock(t).slice(0, step < 60 ? 8 : 5)]);
      }
      return ticks;
    }
    const months = span / (DAY * 30.44), every = [1, 2, 3, 6, 12, 24, 60, 120, 240].find((s) => months / s <= 8) || 240;
    const begin = new Date(first * 1000);
    for (let n = Math.ceil((begin.getUTCFullYear() * 12 + begin.getUTCMonth()) / every) * every; ; n += every) {
      const t = Date.UTC(Math.floor(n / 12), n % 12) / 1000;
      if (t > last) return ticks;
      if (t >= first) ticks.push([t, every >= 12 ? String(Math.floor(n / 12)) : `${MONTHS[n % 12]} ${Math.floor(n / 12)}`]);
    }
  };
  const domain = (low, high, zero) => {
    if (zero) { low = Math.min(low, 0); high = Math.max(high, 0); }
    const room = (high - low) * 0.06 || Math.abs(high) * 0.02 || 0.01;
    if (low === high) return [low - room, high + room];
    return [zero && low === 0 ? low : low - room, zero && high === 0 ? high : high + room];
  };
  const placeOf = (times, t) => { // of the first one that is not before t
    let low = 0, high = times.length;
    while (low < high) { const middle = (low + high) >> 1; if (times[middle] < t) low = middle + 1; else high = middle; }
    return low;
  };

  // -- charts

  const element = (parent, kind, className) => { const made = document.createElement(kind); made.className = className; parent.append(made); return made; };

  class Chart {
    constructor(figure) {
      this.data = JSON.parse(figure.querySelector("script").textContent);
      this.plot = figure.querySelector(".plot");
      this.axes = figure.querySelector(".axes");
      this.curves = figure.querySelector(".curves");
      this.uses = [...figure.querySelectorAll(".marks use")];
      this.axesAtFirst = [...this.axes.childNodes].map((node) => node.cloneNode(true));
      this.label = figure.querySelector(".title").textContent;
      this.all();
      this.listen();
    }

    all() { Object.assign(this, { from: this.data.first, to: this.data.last, bottom: this.data.bottom, top: this.data.top }); }
    x(t) { return (t - this.from) / (this.to - this.from); }
    y(v) { return (this.top - v) / (this.top - this.bottom); }

    show(from, to) {
      const { first, last, bottom, top, zero, series, markers } = this.data;
      this.all();
      if (from > first || to < last) {
        [this.from, this.to] = [from, to];
        let low = Infinity, high = -Infinity;
        const see = (v) => { low = Math.min(low, v); high = Math.max(high, v); };
        for (const s of series) {
          // One point more on each side: the line comes from there.
          for (let n = Math.max(placeOf(s.t, from) - 1, 0); n < s.t.length && (n === 0 || s.t[n - 1] <= to); n++) {
            see(s.low ? s.low[n] : s.v[n]); see(s.high ? s.high[n] : s.v[n]);
          }
        }
        for (const [t, v] of markers) if (t >= from && t <= to) see(v);
        if (low <= high) [this.bottom, this.top] = domain(low, high, zero);
      }
      const wide = WIDE / (last - first), tall = HIGH / (top - bottom);
      this.curves.setAttribute("viewBox", [(this.from - first) * wide, (top - this.top) * tall, (this.to - this.from) * wide, (this.top - this.bottom) * tall].join(" "));
      this.uses.forEach((use, n) => {
        const [t, v] = markers[n];
        use.style.display = t < this.from || t > this.to ? "none" : "";
        use.setAttribute("x", `${this.x(t) * 100}%`); use.setAttribute("y", `${this.y(v) * 100}%`);
      });
      this.drawAxes();
      this.leave();
    }

    drawAxes() {
      if (this.from === this.data.first && this.to === this.data.last) return this.axes.replaceChildren(...this.axesAtFirst.map((node) => node.cloneNode(true)));
      const made = [];
      const add = (kind, fields, text) => { const node = document.createElementNS(SVG, kind); for (const key in fields) node.setAttribute(key, fields[key]); if (text !== undefined) node.textContent = text; made.push(node); };
      for (const [v, step] of valueTicks(this.bottom, this.top)) {
        const y = `${this.y(v) * 100}%`;
        add("line", { x1: 0, x2: "100%", y1: y, y2: y });
        add("text", { x: "100%", y, dx: 8, dy: 4 }, axisText(v, this.data.form, step));
      }
      timeTicks(this.from, this.to).forEach(([t, text], n, ticks) => {
        const x = this.x(t) * 100, fields = { x: `${x}%`, y: "100%", dy: 20, "text-anchor": x < 4 ? "start" : "middle" };
        if (n % 2 && ticks.length > 4) fields.class = "minor";
        add("text", fields, text);
      });
      this.axes.replaceChildren(...made);
    }

    listen() {
      const plot = this.plot;
      plot.tabIndex = 0;
      plot.setAttribute("role", "group");
      plot.setAttribute("aria-label", `${this.label}: arrow keys read the values, + and - zoom, 0 shows all`);
      const share = (event) => { const box = plot.getBoundingClientRect(); return Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1); };
      plot.addEventListener("pointermove", (event) => {
        const at = share(event);
        if (this.began !== undefined && Math.abs(at - this.began) * plot.clientWidth > 6) this.mark(Math.min(at, this.began), Math.max(at, this.began));
        this.hover(this.from + at * (this.to - this.from));
      });
      plot.addEventListener("pointerdown", (event) => {
        if (event.pointerType === "mouse" && event.button === 0) { this.began = share(event); plot.setPointerCapture(event.pointerId); event.preventDefault(); plot.focus({ preventScroll: true }); }
      });
      plot.addEventListener("pointerup", () => {
        const picked = this.marked;
        this.began = this.marked = undefined;
        this.picked?.remove();
        if (picked) showRange(this.from + picked[0] * (this.to - this.from), this.from + picked[1] * (this.to - this.from));
      });
      plot.addEventListener("pointerleave", () => { if (this.began === undefined) this.leave(); });
      plot.addEventListener("blur", () => this.leave());
      plot.addEventListener("dblclick", showAll);
      plot.addEventListener("keydown", (event) => {
        const times = this.data.series[0].t, [begin, end] = [placeOf(times, this.from), Math.max(placeOf(times, this.to + 1e-6) - 1, 0)];
        const middle = this.at ?? (this.from + this.to) / 2, span = this.to - this.from;
        const move = (n) => { this.place = Math.min(Math.max(n, begin), end); this.hover(times[this.place]); };
        const actions = {
          ArrowLeft: () => move((this.place ?? end + 1) - 1), ArrowRight: () => move((this.place ?? begin - 1) + 1),
          Home: () => move(begin), End: () => move(end), Escape: () => this.leave(), 0: showAll,
          "+": () => showRange(middle - span / 4, middle + span / 4), "-": () => showRange(middle - span, middle + span),
        };
        const action = actions[event.key === "=" ? "+" : event.key];
        if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        action();
      });
    }

    mark(from, to) {
      this.marked = [from, to];
      if (!this.picked?.isConnected) this.picked = element(this.plot, "div", "picked");
      this.picked.style.left = `${from * 100}%`; this.picked.style.width = `${(to - from) * 100}%`;
    }

    leave() { for (const node of this.plot.querySelectorAll(".cross, .dot, .tip")) node.remove(); this.place = this.at = undefined; }

    hover(t) {
      const keep = this.place;
      this.leave();
      const { series, markers, form } = this.data, width = this.plot.clientWidth;
      const nearest = (times) => { const n = placeOf(times, t); return n > 0 && (n === times.length || t - times[n - 1] < times[n] - t) ? n - 1 : n; };
      this.place = keep === undefined ? nearest(series[0].t) : nearest(series[0].t);
      this.at = series[0].t[this.place];
      const cross = element(this.plot, "div", "cross"), tip = element(this.plot, "div", "tip");
      cross.style.left = `${this.x(this.at) * 100}%`;
      tip.setAttribute("role", "status");
      element(tip, "b", "").textContent = this.data.last - this.data.first > 60 * DAY ? date(this.at) : `${date(this.at)} ${clock(this.at)}`;
      for (const s of series) {
        const n = nearest(s.t), line = element(tip, "div", "");
        line.textContent = `${s.name} ${format(s.v[n], form)}${s.low && s.low[n] !== s.high[n] ? ` (${format(s.low[n], form)} to ${format(s.high[n], form)})` : ""}`;
        const dot = element(this.plot, "div", "dot");
        dot.style.left = `${this.x(s.t[n]) * 100}%`; dot.style.top = `${this.y(s.v[n]) * 100}%`;
        dot.hidden = s.t[n] < this.from || s.t[n] > this.to;
      }
      const near = markers.filter(([at]) => Math.abs(this.x(at) - this.x(t)) * width < 9);
      for (const [at, , style, text] of near.slice(0, 4)) element(tip, "div", `soft ${style}-text`).textContent = `${date(at)}: ${text}`;
      if (near.length > 4) element(tip, "div", "soft").textContent = `and ${near.length - 4} more`;
      const x = this.x(this.at) * width, room = tip.offsetWidth + 14;
      tip.style.left = `${Math.max(x + room < width + 50 ? x + 12 : x - room, Math.min(0, width - room))}px`;
      if (tip.offsetLeft < 0) tip.style.left = "0px";
    }
  }

  const charts = [...document.querySelectorAll("[data-chart]")].map((figure) => new Chart(figure));
  if (!charts.length) return;
  const first = Math.min(...charts.map((chart) => chart.data.first)), last = Math.max(...charts.map((chart) => chart.data.last));

  // -- the time that all charts show

  function showRange(from, to) {
    const least = (last - first) / 2000;
    if (to - from < least) { const middle = (from + to) / 2; [from, to] = [middle - least / 2, middle + least / 2]; }
    from = Math.max(from, first); to = Math.min(to, last);
    for (const chart of charts) chart.show(from, to);
    const isAll = from <= first && to >= last;
    for (const told of document.querySelectorAll(".ranges span")) told.textContent = isAll ? "" : to - from > 3 * DAY ? `${date(from)} to ${date(to)}` : `${date(from)} ${clock(from)} to ${date(to)} ${clock(to)}`;
    for (const button of document.querySelectorAll(".ranges button")) button.setAttribute("aria-pressed", String(Math.abs(button.from - from) < 1 && Math.abs(last - to) < 1));
  }
  function showAll() { showRange(first, last); }

  const end = new Date(last * 1000), year = DAY * 365.25;
  const ranges = [["All", first], ["10 years", last - 10 * year], ["5 years", last - 5 * year], ["1 year", last - year], ["This year", Date.UTC(end.getUTCFullYear(), 0) / 1000], ["3 months", last - year / 4], ["1 month", last - year / 12], ["1 week", last - 7 * DAY], ["1 day", last - DAY], ["1 hour", last - 3600]]
    .filter(([label, from]) => label === "All" || (from > first && last - from > (last - first) / 60 && last > from)).slice(0, 7);
  for (const bar of document.querySelectorAll(".ranges")) {
    for (const [label, from] of ranges) {
      const button = element(bar, "button", "");
      button.type = "button"; button.textContent = label; button.from = from;
      button.setAttribute("aria-pressed", String(label === "All"));
      button.addEventListener("click", () => showRange(from, last));
    }
    element(bar, "span", "").setAttribute("role", "status");
    bar.hidden = ranges.length < 2;
  }

  // -- paper has no folds

  addEventListener("beforeprint", () => { for (const one of document.querySelectorAll("details:not([open])")) { one.open = true; one.dataset.folded = ""; } });
  addEventListener("afterprint", () => { for (const one of document.querySelectorAll("details[data-folded]")) { one.open = false; delete one.dataset.folded; } });
})();
