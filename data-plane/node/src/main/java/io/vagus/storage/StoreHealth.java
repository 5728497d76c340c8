package io.vagus.storage;

/** Whether a store takes appends. */
public enum StoreHealth {
    /** It does. */
    GOOD,
    /** Storage is full. What was not acknowledged was taken back; each append tries anew. */
    NO_SPACE,
    /** Storage has failed in a way after which nobody can say what it holds. Reads go on; the store must be opened anew. */
    FAILED
}
