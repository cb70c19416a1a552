package dev.memjay.internal.wire;

import dev.memjay.model.Verb;

/** What is asked of the server, without the key it is asked for: immutable, and free of any dialect. */
public abstract sealed class Request
        permits ReadRequest, StoreRequest, DeleteRequest, CountRequest, GetRun, QuietRun, TextCommand, RawMeta {
    private final Verb verb;

    Request(Verb verb) {
        this.verb = verb;
    }

    /** The verb that metrics and errors name. */
    public final Verb verb() {
        return verb;
    }

    /** Whether sending it a second time after a lost connection changes nothing on the server. */
    public abstract boolean isHarmlessToRepeat();

    /** Whether it is one command, so that a refusal is one of all of it. */
    public boolean isSingle() {
        return true;
    }

    /**
     * The same request with a shorter time to live, where it sets one that is longer.
     *
     * @param seconds 1 to 30 days
     */
    public Request atMost(long seconds) {
        return this;
    }

    /** Whether its caller makes use of a win; if not, a win that it is given is handed back. */
    public boolean claimsWin() {
        return false;
    }

    /**
     * Whether its caller may yet make use of a win, by a write; then it is handed back a little later.
     *
     * @param hasValue whether the item that was read has a value
     */
    public boolean mayUseWin(boolean hasValue) {
        return false;
    }

    /**
     * Whether it is about the item's CAS number: compares it, wants it for a write, or takes a lease, which is guarded by it.
     * Where items have none, that would be a lie.
     */
    public boolean needsCas() {
        return false;
    }

    /** The same request without data and keys: enough to read its reply past a caller who left. */
    public abstract Request shape();
}
