package io.vagus.storage;

import java.io.IOException;

/** The device, or the quota, is full. */
public final class NoSpaceException extends IOException {

    private static final long serialVersionUID = 1L;

    public NoSpaceException(String message) {
        super(message);
    }
}
