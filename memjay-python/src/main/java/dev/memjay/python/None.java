package dev.memjay.python;

/** Python's {@code None} as a value of its own: what a whole value of {@code None} reads as. Inside of containers it is null. */
public enum None {
    /** The one there is. */
    NONE
}
