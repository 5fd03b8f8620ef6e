/** Layers that are shown; of a deeper network there would be more pictures than a page bears. */
export const mostLayers = 100;
