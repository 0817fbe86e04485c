// A cross in the middle of the map, for those without a pointer: the arrows move the map under it, Enter takes the place.
import L from "leaflet";

/** Hand over the place under the cross at each Enter while the map has focus; the answer ends it. */
export function placeByKeyboard(map: L.Map, take: (place: L.LatLng) => void): () => void {
  const element = map.getContainer();
  const cross = L.DomUtil.create("div", "map-cursor", element);
  cross.setAttribute("aria-hidden", "true");
  const pressed = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.target !== element) return;
    event.preventDefault();
    event.stopPropagation();
    take(map.getCenter());
  };
  element.addEventListener("keydown", pressed);
  return () => {
    cross.remove();
    element.removeEventListener("keydown", pressed);
  };
}
