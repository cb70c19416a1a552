package dev.memjay.micrometer;

import dev.memjay.model.CallInfo;
import dev.memjay.model.CallResult;
import dev.memjay.model.Node;
import dev.memjay.model.Telemetry;
import dev.memjay.model.Verb;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Records each call in a timer, so that {@code memjay.calls} has what only a timer has: histograms and percentiles where a
 * filter of the registry asks for them, and the maximum. Without it {@code memjay.calls} has count and sum alone, and costs a
 * call nothing.
 *
 * <pre>{@code
 * CallTimers timers = new CallTimers();
 * Memjay memjay = Memjay.builder().servers("10.0.0.5:11211").telemetry(timers).build();
 * new MemjayMetrics(memjay, "users").withTimers(timers).bindTo(registry);
 * }</pre>
 *
 * <p>The time is that of the program's call, with its repetitions. A call for several keys is recorded once for each node that
 * took part, with the time and the outcome of the whole. Raw commands and those of administration are not recorded.
 * Thread-safe; for one client.
 */
public final class CallTimers implements Telemetry {
    private final @Nullable Telemetry other;
    private final List<OfRegistry> registries = new CopyOnWriteArrayList<>();

    /** Records calls from the moment that metrics with it are bound to a registry. */
    public CallTimers() {
        other = null;
    }

    /** The same beside another telemetry, since a client takes one. */
    public CallTimers(Telemetry other) {
        this.other = Objects.requireNonNull(other, "other");
    }

    @Override
    public boolean isEnabled() {
        return !registries.isEmpty() || other != null && other.isEnabled();
    }

    @Override
    public @Nullable Started start(CallInfo call) {
        Started beside = other != null && other.isEnabled() ? other.start(call) : null;
        return call.kind() == CallInfo.Kind.CLIENT && !registries.isEmpty() ? new Timed(call.verb(), beside) : beside;
    }

    @Override
    public Runnable carry(Runnable work) {
        return other == null ? work : other.carry(work);
    }

    /** Makes and keeps the timers of one registry. */
    synchronized OfRegistry bind(MeterRegistry registry, Tags tags, boolean byNode) {
        for (OfRegistry each : registries) {
            if (!each.tags.equals(tags)) {
                throw new IllegalStateException("these CallTimers record the calls of the client " + each.tags
                        + " and cannot be those of " + tags + " too: make others for it");
            } else if (each.registry == registry) {
                return each;
            }
        }
        OfRegistry fresh = new OfRegistry(registry, tags, byNode);
        registries.add(fresh);
        return fresh;
    }

    /** One call. */
    private final class Timed implements Started {
        private final Verb verb;
        private final @Nullable Started beside;

        Timed(Verb verb, @Nullable Started beside) {
            this.verb = verb;
            this.beside = beside;
        }

        @Override
        public void end(CallResult result) {
            try {
                registries.forEach(each -> each.record(verb, result));
            } finally {
                if (beside != null) {
                    beside.end(result);
                }
            }
        }

        @Override
        public <T extends @Nullable Object> Callable<T> wrap(Callable<T> work) {
            return beside == null ? work : beside.wrap(work);
        }

        @Override
        public Runnable wrap(Runnable callback) {
            return beside == null ? callback : beside.wrap(callback);
        }
    }

    /** The timers of one registry. */
    static final class OfRegistry {
        private final MeterRegistry registry;
        private final Tags tags;
        private final boolean byNode;
        private final OfNode ofAll;
        private final Map<Node, OfNode> nodes = new ConcurrentHashMap<>();

        OfRegistry(MeterRegistry registry, Tags tags, boolean byNode) {
            this.registry = registry;
            this.tags = tags;
            this.byNode = byNode;
            ofAll = new OfNode(registry, tags);
        }

        private OfNode of(Node node) {
            if (!byNode) {
                return ofAll;
            }
            OfNode known = nodes.get(node);
            return known != null
                    ? known
                    : nodes.computeIfAbsent(node, fresh -> new OfNode(registry, tags.and("node", fresh.toString())));
        }

        private void record(Verb verb, CallResult result) {
            for (Node node : result.nodes()) {
                of(node).timer(verb, result.error() != null).record(result.nanos(), TimeUnit.NANOSECONDS);
            }
        }

        /** Makes the timers of a verb before it is called. */
        void prepare(Node node, Verb verb) {
            OfNode timers = of(node);
            timers.timer(verb, false);
            timers.timer(verb, true);
        }

        /**
         * Removes the timers of nodes that a reading no longer has. Those made after it was taken may be of a node that is
         * new; those of a call that ended after its node had left go with the next. A node of another weight has the same
         * timers.
         */
        void keep(Reading reading) {
            nodes.forEach((node, timers) -> {
                if (timers.madeAt - reading.takenAt() < 0 && reading.node(node.toString()) == null) {
                    nodes.remove(node);
                    timers.remove();
                }
            });
        }
    }

    /** The timers of one node, by verb and outcome, made when they are first asked for. */
    private static final class OfNode {
        private final long madeAt = System.nanoTime();
        private final MeterRegistry registry;
        private final Tags tags;
        private final AtomicReferenceArray<@Nullable Timer> timers =
                new AtomicReferenceArray<>(2 * Verb.values().length);

        private volatile boolean isRemoved;

        OfNode(MeterRegistry registry, Tags tags) {
            this.registry = registry;
            this.tags = tags;
        }

        Timer timer(Verb verb, boolean hasFailed) {
            int index = 2 * verb.ordinal() + (hasFailed ? 1 : 0);
            Timer timer = timers.getAcquire(index);
            if (timer == null) {
                timer = Timer.builder("memjay.calls")
                        .description(MemjayMetrics.CALLS)
                        .tags(tags.and("verb", verb.toString(), "outcome", hasFailed ? "error" : "ok"))
                        .register(registry); // the same one each time
                timers.set(index, timer);
                if (isRemoved) { // meanwhile, and by a thread that may not have seen this one
                    registry.remove(timer);
                }
            }
            return timer;
        }

        void remove() {
            isRemoved = true;
            for (int i = 0; i < timers.length(); i++) {
                Timer timer = timers.get(i);
                if (timer != null) {
                    registry.remove(timer);
                }
            }
        }
    }
}
