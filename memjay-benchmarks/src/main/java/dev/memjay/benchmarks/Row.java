package dev.memjay.benchmarks;

import dev.memjay.benchmarks.contenders.Operation;
import java.util.List;

/** One line of work that every contender is measured at, and what is demanded of Memjay there. */
record Row(
        String id,
        String title,
        Operation operation,
        int threads,
        Callers callers,
        int valueSize,
        Network network,
        List<Demand> demands) {

    /** The threads that call. */
    enum Callers {
        PLATFORM,
        VIRTUAL
    }

    /** The way to the server. */
    enum Network {
        LOOPBACK,
        RELAY_CLOSED_LOOP,
        RELAY_PAUSES
    }

    boolean overRelay() {
        return network != Network.LOOPBACK;
    }

    boolean paused() {
        return network == Network.RELAY_PAUSES;
    }
}
