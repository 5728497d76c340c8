package io.vagus.storage;

/** Storage is broken in a way that no caller can handle as an outcome. The message names the file, never its content. */
public final class StorageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StorageException(String message) {
        super(message);
    }

    public StorageException(String message, Throwable cause) {
        super(message, cause);
    }
}
