package dev.memjay.internal.route;

import dev.memjay.internal.connection.NetworkSettings;
import dev.memjay.model.DownNodePolicy;
import dev.memjay.model.EjectionSettings;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Node;
import dev.memjay.placement.Placement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * All that a router has to know, checked by the front door.
 *
 * @param nodes at least one
 * @param placement which node has which key
 * @param connectTimeout for resolving, connecting and the first conversation together
 * @param connectionsPerServer connections to keep open to each node
 * @param maxInFlight requests without a reply on a connection; taken up to the next power of two
 * @param maxInFlightBytes bytes of requests without a reply on a connection
 * @param waitWhenFull whether a call waits for room within its deadline, instead of failing at once
 * @param reconnectPause the longest pause between two attempts to connect
 * @param network how servers are reached
 * @param metrics whether calls are counted
 * @param callbackExecutor where futures complete; null for the event loop
 * @param listener hears of calls and connections
 * @param protocol {@code auto}, {@code meta}, {@code classic} or {@code binary}
 * @param ejection when a node that fails is left alone
 * @param downNodePolicy who serves the keys of a node that is down
 */
public record RouterSettings(
        List<Node> nodes,
        Placement placement,
        Duration connectTimeout,
        int connectionsPerServer,
        int maxInFlight,
        long maxInFlightBytes,
        boolean waitWhenFull,
        Duration reconnectPause,
        NetworkSettings network,
        boolean metrics,
        @Nullable Executor callbackExecutor,
        MemjayListener listener,
        String protocol,
        EjectionSettings ejection,
        DownNodePolicy downNodePolicy) {}
