package dev.memjay.internal.wire;

/** How the server answered one command for one key, whatever the dialect. */
public enum Status {
    /** A read found its item, or a touch changed it. */
    HIT,
    /** A read or touch found nothing. */
    MISS,
    /** The value is stored. */
    STORED,
    /** The value is not stored: add on an item, replace, append or prepend on none. */
    NOT_STORED,
    /** The CAS number did not match. */
    EXISTS,
    /** A cas, delete or count found no item. */
    NOT_FOUND,
    /** The item is deleted or marked stale. */
    DELETED,
    /** The counter has a new value. */
    COUNTED,
    /** The item is no number that could be counted. */
    NOT_NUMERIC,
    /** A read for a CAS number found an item that has none, as where the server was started without them. */
    NO_CAS,
    /** The value exceeds the server's item size. */
    TOO_LARGE,
    /** The server answered with an error of its own, whose text is the detail. */
    SERVER_ERROR,
    /** The server does not know the command, which the detail says. */
    UNSUPPORTED,
    /** A quiet run met errors that name no item, so this item's outcome is not known; the run's number is how many. */
    UNKNOWN,
    /** A command of administration was answered; its lines are the detail. */
    TEXT,
    /** No answer came; the connection put the reason into the detail. */
    FAILED
}
