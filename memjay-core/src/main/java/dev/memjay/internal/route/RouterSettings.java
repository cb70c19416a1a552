package dev.memjay.internal.route;

import dev.memjay.model.Node;
import dev.memjay.model.Observer;
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
 * @param noDelay send small packets at once
 * @param keepAlive let the kernel probe idle connections
 * @param reconnectPause the longest pause between two attempts to connect
 * @param socketSendBuffer bytes, 0 for the kernel's own choice
 * @param socketReceiveBuffer bytes, 0 for the kernel's own choice
 * @param metrics whether calls are counted
 * @param callbackExecutor where futures complete; null for the event loop
 * @param observer hears of calls and connections
 * @param protocol {@code meta} or {@code classic}
 */
public record RouterSettings(
        List<Node> nodes,
        Placement placement,
        Duration connectTimeout,
        int connectionsPerServer,
        int maxInFlight,
        long maxInFlightBytes,
        boolean waitWhenFull,
        boolean noDelay,
        boolean keepAlive,
        Duration reconnectPause,
        int socketSendBuffer,
        int socketReceiveBuffer,
        boolean metrics,
        @Nullable Executor callbackExecutor,
        Observer observer,
        String protocol) {}
