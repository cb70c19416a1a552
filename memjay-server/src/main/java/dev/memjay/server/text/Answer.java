package dev.memjay.server.text;

/** An answer that may be longer than the output has room for. */
@FunctionalInterface
interface Answer {
    /** Writes until the output is full or nothing is left; whether nothing is left. */
    boolean write();
}
