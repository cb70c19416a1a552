package dev.memjay.benchmarks.contenders;

import org.jspecify.annotations.Nullable;

/** Takes the values that a window read, and refuses a wrong one. */
@FunctionalInterface
public interface Sink {
    void accept(String key, byte @Nullable [] value);
}
