package io.vagus.protocol;

/** What an HTTP/1 request begins with: a head, or something that is none. */
public sealed interface HttpOpening permits HttpHead, HttpRefusal {}
