package io.vagus.transport.link;

/** One endpoint's alarm clock, set to one time at most. Owned by the endpoint's loop. */
public final class Timer {

    final Endpoint endpoint;
    long at;
    int index = -1;

    Timer(Endpoint endpoint) {
        this.endpoint = endpoint;
    }
}
