package io.vagus.controlplane.connections;

import java.util.List;

/**
 * What the nodes answered.
 *
 * @param nodesAsked how many nodes are known
 * @param nodesAnswered how many of them said what they have; fewer than asked: the list is not whole
 */
public record ClientConnections(List<ClientConnection> items, int nodesAsked, int nodesAnswered) {}
