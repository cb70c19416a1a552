package dev.memjay.model;

import java.util.Locale;

/** The kinds of call that metrics and errors tell apart, in memcached's own words. */
public enum Verb {
    /** Reads a value. */
    GET,
    /** Reads a value and its CAS number. */
    GETS,
    /** Reads a value and sets its time to live. */
    GAT,
    /** Reads several values. */
    GET_ALL,
    /** Reads a value with the facts of its item. */
    LOOKUP,
    /** Reads the facts of an item without its value. */
    INSPECT,
    /** Asks whether an item is there. */
    CONTAINS,
    /** Stores a value. */
    SET,
    /** Stores a value if there is none. */
    ADD,
    /** Stores a value if there is one. */
    REPLACE,
    /** Puts bytes behind a value. */
    APPEND,
    /** Puts bytes before a value. */
    PREPEND,
    /** Stores a value if nobody else did since. */
    CAS,
    /** Stores several values. */
    SET_ALL,
    /** Deletes an item. */
    DELETE,
    /** Deletes several items. */
    DELETE_ALL,
    /** Sets the time to live of an item. */
    TOUCH,
    /** Sets the time to live of several items. */
    TOUCH_ALL,
    /** Adds to a counter. */
    INCR,
    /** Subtracts from a counter. */
    DECR,
    /** Reads a value, and takes the right to load it where there is none; and the same for several. */
    GET_OR_COMPUTE,
    /** Takes a lease by hand. */
    LEASE,
    /** Stores a value under a lease, {@code getOrCompute}'s too. */
    COMPLETE,
    /** Gives a lease back. */
    ABANDON,
    /** Marks an item stale. */
    INVALIDATE,
    /** Reads a value of {@code LargeValues}: a call that holds the reads of its parts. */
    GET_LARGE,
    /** Stores a value of {@code LargeValues}: a call that holds the writes of its parts. */
    SET_LARGE,
    /** Asks for the present generation of {@code Generations}, or begins one: a call that holds what that takes. */
    GENERATION,
    /** A raw meta command. */
    META,
    /** A command of administration. */
    ADMIN;

    /** memcached's word for what the verb asks of a server: {@code get} for {@link #GET_ALL} and {@link #LOOKUP}. */
    public String command() {
        return switch (this) {
            case GET, GET_ALL, LOOKUP, INSPECT, CONTAINS, GET_OR_COMPUTE, LEASE, GET_LARGE, GENERATION -> "get";
            case SET, SET_ALL, COMPLETE, SET_LARGE -> "set";
            case DELETE, DELETE_ALL, INVALIDATE, ABANDON -> "delete";
            case TOUCH, TOUCH_ALL -> "touch";
            case GETS, GAT, ADD, REPLACE, APPEND, PREPEND, CAS, INCR, DECR, META, ADMIN -> toString();
        };
    }

    /** The name as it stands in messages, which is that of the method: {@code get}, {@code getAll}. */
    @Override
    public String toString() {
        String[] words = name().toLowerCase(Locale.ROOT).split("_", -1);
        StringBuilder name = new StringBuilder(words[0]);
        for (int i = 1; i < words.length; i++) {
            name.append(Character.toUpperCase(words[i].charAt(0))).append(words[i], 1, words[i].length());
        }
        return name.toString();
    }
}
