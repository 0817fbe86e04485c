// Hatch and dots of the region map in pixels of the screen: they look equal whatever the map's size.

for (const map of document.querySelectorAll<SVGSVGElement>(".choropleth > svg")) {
  const patterns = map.querySelectorAll<SVGPatternElement>("pattern[href]");
  new ResizeObserver(() => {
    const pixel = map.getScreenCTM()?.a;
    if (pixel) for (const pattern of patterns) pattern.setAttribute("patternTransform", `scale(${1 / pixel})`);
  }).observe(map);
}
