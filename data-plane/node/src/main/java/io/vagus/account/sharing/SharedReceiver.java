package io.vagus.account.sharing;

import io.vagus.routing.Receiver;

/** Where messages leave an account for another one. */
public sealed interface SharedReceiver extends Receiver permits ServiceEntrance, PendingReplies {}
