package io.vagus.bench;

/**
 * What one load cost one server.
 *
 * @param name what was measured, with its unit
 */
record LoadFigure(String name, double value) {}
