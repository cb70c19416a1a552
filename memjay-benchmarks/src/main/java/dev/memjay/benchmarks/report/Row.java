package dev.memjay.benchmarks.report;

import dev.memjay.benchmarks.contenders.Operation;
import java.util.List;

/** One line of work that every contender is measured at, and what is demanded of Memjay there. */
public record Row(
        String id,
        String title,
        Operation operation,
        int threads,
        Callers callers,
        int valueSize,
        Network network,
        List<Demand> demands) {

    /** The threads that call. */
    public enum Callers {
        PLATFORM,
        VIRTUAL
    }

    /** The way to the server. */
    enum Network {
        LOOPBACK,
        RELAY_CLOSED_LOOP,
        RELAY_PAUSES
    }

    public boolean overRelay() {
        return network != Network.LOOPBACK;
    }

    public boolean paused() {
        return network == Network.RELAY_PAUSES;
    }
}
