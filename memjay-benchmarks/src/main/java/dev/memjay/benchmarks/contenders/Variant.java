package dev.memjay.benchmarks.contenders;

/** One documented way to set a client up. */
public record Variant(String settings, Opener opener) {
    /** Connects a contender to a server on this machine. */
    @FunctionalInterface
    public interface Opener {
        Contender open(int port) throws Exception;
    }
}
