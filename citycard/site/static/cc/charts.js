/* Charts read the tables on the page: one source, and the page works without them.
   <div class="cc-chart" data-chart="bar|stack|hbar|line" data-table="id of a table"></div> */
(function () {
  "use strict";
  if (!window.echarts) return;
  var style = getComputedStyle(document.documentElement);
  function token(name) { return style.getPropertyValue(name).trim(); }
  var ink = token("--cc-ink-2"), line = token("--cc-line"), pine = token("--cc-pine-500");
  var fills = [pine, token("--cc-pine-200"), token("--cc-amber-400"), token("--cc-paper")];
  var strokes = [pine, token("--cc-amber-500"), ink, token("--cc-blue-600")];
  var dashes = ["solid", "dashed", "dotted", "solid"];
  var symbols = ["circle", "rect", "triangle", "diamond"];

  function cells(row) { return [].map.call(row.children, function (cell) { return cell.textContent.trim(); }); }
  function amount(text) { return Number(text.replace(/[,%\s]/g, "")) || 0; }
  function read(table) {
    var head = cells(table.tHead.rows[0]);
    var rows = [].map.call(table.tBodies[0].rows, cells);
    return {
      names: rows.map(function (row) { return row[0]; }),
      series: head.slice(1).map(function (name, at) {
        return { name: name, data: rows.map(function (row) { return amount(row[at + 1]); }) };
      })
    };
  }
  function base(names, many) {
    return {
      textStyle: { fontFamily: token("--cc-font"), fontSize: 13, color: ink }, animation: false,
      grid: { left: 8, right: 16, top: 12, bottom: 4, containLabel: true },
      tooltip: { trigger: "axis", confine: true, renderMode: "richText" },
      xAxis: { type: "category", data: names, axisTick: { show: false }, axisLine: { lineStyle: { color: line } },
        axisLabel: { color: ink, fontSize: 13, interval: many ? "auto" : 0 } },
      yAxis: { type: "value", splitLine: { lineStyle: { color: line } }, axisLabel: { color: ink } }
    };
  }
  function bars(data, stacked) {
    var option = base(data.names, data.names.length > 8);
    option.series = data.series.map(function (one, at) {
      return { name: one.name, type: "bar", stack: stacked ? "all" : undefined, barMaxWidth: 56, color: fills[at],
        itemStyle: at ? { borderColor: strokes[at === 1 ? 0 : at], borderWidth: 1.5 } : {}, data: one.data };
    });
    return option;
  }
  function lying(data) {
    var option = base(data.names.slice().reverse(), false), swap = option.xAxis;
    option.grid.right = 64;
    option.xAxis = option.yAxis; option.yAxis = swap;
    option.xAxis.axisLabel = { show: false }; option.xAxis.splitLine = { show: false };
    option.yAxis.axisLine = { show: false };
    option.series = [{ name: data.series[0].name, type: "bar", barWidth: "58%", color: pine,
      itemStyle: { borderRadius: [0, 4, 4, 0] }, data: data.series[0].data.slice().reverse(),
      label: { show: true, position: "right", color: ink, fontSize: 13,
        formatter: function (point) { return point.value.toLocaleString("en-US"); } } }];
    return option;
  }
  function lines(data) {
    var option = base(data.names, true);
    option.series = data.series.map(function (one, at) {
      return { name: one.name, type: "line", symbol: symbols[at], symbolSize: 8, color: strokes[at],
        lineStyle: { width: 3, type: dashes[at] }, data: one.data };
    });
    return option;
  }
  var kinds = {
    bar: function (data) { return bars(data, false); }, stack: function (data) { return bars(data, true); },
    hbar: lying, line: lines
  };
  [].forEach.call(document.querySelectorAll("[data-chart]"), function (place) {
    var table = document.getElementById(place.dataset.table);
    if (!table || !table.tBodies[0].rows.length) return;
    place.classList.add("is-on");
    var chart = window.echarts.init(place);
    chart.setOption(kinds[place.dataset.chart](read(table)));
    addEventListener("resize", function () { chart.resize(); });
    var details = table.closest("details");
    if (details) details.open = false;
  });
})();
