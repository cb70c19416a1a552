package dev.memjay.micrometer;

import dev.memjay.Memjay;
import dev.memjay.error.OperationTimeoutException.Phase;
import dev.memjay.model.Latency;
import dev.memjay.model.Metrics.FailureKind;
import dev.memjay.model.Metrics.OfKeyspace;
import dev.memjay.model.Metrics.OfNode;
import dev.memjay.model.Metrics.OfVerb;
import dev.memjay.model.NearMetrics;
import dev.memjay.model.Verb;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Publishes a client's metrics to a Micrometer registry: {@code new MemjayMetrics(memjay, "users").bindTo(registry)}.
 *
 * <p>Costs nothing between two readings of the registry. The meters of each node, of each keyspace known so far, and the calls
 * of get, set and delete are there at once; those of other verbs, and of what comes later, appear with the first reading after
 * they were used. A node that leaves the fleet takes its meters with it; sums over all nodes keep what it did, since counters
 * must not fall. The client must be kept as long as the registry reads.
 *
 * <p>The tag {@code verb} has the names of the methods. Four are behind {@code getOrCompute}: {@code getOrCompute} reads and
 * takes the lease, {@code complete} stores what was loaded, {@code abandon} gives a lease back, {@code lease} takes one by
 * hand. {@code memjay.latency} has its percentile as the tag {@code phi}, as Micrometer's own do, and is that of calls which
 * were answered since the reading before, a second at least.
 */
public final class MemjayMetrics implements MeterBinder {
    static final String CALLS = "Calls that ended, and their time";

    /** All meters of one reading of the registry come from one snapshot. */
    private static final long SNAPSHOT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final double[] PERCENTILES = {0.5, 0.99, 0.999};
    private static final Set<Verb> AT_ONCE = EnumSet.of(Verb.GET, Verb.SET, Verb.DELETE);

    private final Memjay memjay;
    private final Tags tags;
    private final boolean callsByNode;
    private final @Nullable CallTimers timers;
    private final Map<MeterRegistry, OfRegistry> registries = new HashMap<>();

    private @Nullable Reading reading;

    /** What is bound to one registry: the meters of each node, and of what is bound once for all. */
    private record OfRegistry(
            Map<String, BoundMeters> nodes, BoundMeters ofAll, CallTimers.@Nullable OfRegistry timers) {}

    /**
     * @param memjay the client
     * @param name tells several clients apart, as the tag {@code client}
     */
    public MemjayMetrics(Memjay memjay, String name) {
        this(memjay, Tags.of("client", Objects.requireNonNull(name, "name")), true, null);
    }

    private MemjayMetrics(Memjay memjay, Tags tags, boolean callsByNode, @Nullable CallTimers timers) {
        this.memjay = Objects.requireNonNull(memjay, "memjay");
        this.tags = tags;
        this.callsByNode = callsByNode;
        this.timers = timers;
    }

    /**
     * The same, whose calls have the tags verb and outcome but not the node, and which has no {@code memjay.latency}: in a
     * large fleet those are most of all series.
     */
    public MemjayMetrics withoutNodesOfCalls() {
        return new MemjayMetrics(memjay, tags, false, timers);
    }

    /**
     * The same, whose {@code memjay.calls} are timers that record each call, for histograms.
     *
     * @param recorder the client's telemetry
     */
    public MemjayMetrics withTimers(CallTimers recorder) {
        return new MemjayMetrics(memjay, tags, callsByNode, Objects.requireNonNull(recorder, "recorder"));
    }

    /**
     * Publishes a near cache in front of a keyspace: {@code metrics.bindNear(registry, "users", near::metrics)}.
     *
     * @param keyspace its name, as the tag {@code keyspace}
     * @param near gives its figures
     */
    public void bindNear(MeterRegistry registry, String keyspace, Supplier<NearMetrics> near) {
        Objects.requireNonNull(near, "near");
        Tags own = tags.and("keyspace", Objects.requireNonNull(keyspace, "keyspace"));
        String gets = "Values wanted of a near cache, by whether a copy gave them";
        near(registry, "memjay.near.gets", gets, own.and("result", "hit"), near, NearMetrics::hits);
        near(registry, "memjay.near.gets", gets, own.and("result", "miss"), near, NearMetrics::misses);
        near(registry, "memjay.near.evictions", "Copies that had to go", own, near, NearMetrics::evictions);
        Gauge.builder("memjay.near.size", () -> near.get().size())
                .description("Copies that there are")
                .tags(own)
                .strongReference(true)
                .register(registry);
    }

    private static void near(
            MeterRegistry registry,
            String name,
            String description,
            Tags own,
            Supplier<NearMetrics> near,
            ToDoubleFunction<NearMetrics> figure) {
        FunctionCounter.builder(name, near, source -> figure.applyAsDouble(source.get()))
                .description(description)
                .tags(own)
                .register(registry);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("memjay.nodes", this, self -> self.bindNew(registry))
                .description("Nodes of the client")
                .tags(tags)
                .strongReference(true)
                .register(registry);
        bindNew(registry);
    }

    synchronized Reading reading() {
        long now = System.nanoTime();
        Reading present = reading;
        if (present == null || now - present.takenAt() > SNAPSHOT_NANOS) {
            present = new Reading(memjay.metrics(), now, present);
            reading = present;
        }
        return present;
    }

    /** Binds what was not there before, and removes what is gone; gives the number of nodes. */
    private synchronized double bindNew(MeterRegistry registry) {
        Reading now = reading();
        OfRegistry bound = registries.computeIfAbsent(registry, this::bindClient);
        removeGone(bound, now);
        for (OfNode node : now.metrics().nodes()) {
            bindNode(registry, bound, node);
        }
        for (String keyspace : now.keyspaces()) {
            if (bound.ofAll().isNew(keyspace)) {
                bindKeyspace(bound.ofAll(), keyspace);
            }
        }
        return now.nodes().size();
    }

    private static void removeGone(OfRegistry bound, Reading now) {
        bound.nodes().entrySet().removeIf(each -> {
            boolean isGone = now.node(each.getKey()) == null;
            if (isGone) {
                each.getValue().removeAll();
            }
            return isGone;
        });
        if (bound.timers() != null) {
            bound.timers().keep(now);
        }
    }

    private OfRegistry bindClient(MeterRegistry registry) {
        BoundMeters bind = new BoundMeters(registry, this);
        bind.counter(
                "memjay.rescues",
                "Reader's roles that had to be found again",
                tags,
                of -> of.metrics().rescues());
        bind.counter(
                "memjay.discovery.looks",
                "Looks of the discovery",
                tags,
                of -> of.metrics().looks());
        bind.counter(
                "memjay.discovery.failures",
                "Looks that failed",
                tags,
                of -> of.metrics().failedLooks());
        bind.counter(
                "memjay.discovery.calls.without.nodes",
                "Calls that ended before any nodes were found",
                tags,
                of -> of.metrics().callsWithoutNodes());
        return new OfRegistry(new HashMap<>(), bind, timers == null ? null : timers.bind(registry, tags, callsByNode));
    }

    private void bindNode(MeterRegistry registry, OfRegistry bound, OfNode node) {
        String name = node.node().toString();
        BoundMeters own = bound.nodes().computeIfAbsent(name, fresh -> new BoundMeters(registry, this));
        if (own.isNew(name)) {
            bindNode(own, name);
        }
        Set<Verb> used = EnumSet.copyOf(AT_ONCE);
        used.addAll(node.verbs().keySet());
        for (Verb verb : used) {
            if (bound.timers() != null) {
                bound.timers().prepare(node.node(), verb);
            }
            if (callsByNode && own.isNew(verb)) {
                bindVerb(own, name, verb);
            } else if (!callsByNode && bound.ofAll().isNew(verb)) {
                bindVerb(bound.ofAll(), Reading.ALL, verb);
            }
        }
        bindErrors(own, name, node);
    }

    private void bindNode(BoundMeters bind, String node) {
        Tags own = tags.and("node", node);
        bind.gauge("memjay.node.up", "1 if calls are sent to the node, else 0", own, of -> {
            OfNode ofNode = of.node(node);
            return ofNode != null && ofNode.status().isUp() ? 1 : 0;
        });
        bind.gauge("memjay.node.in.flight", "Requests without a reply now", own, of -> {
            OfNode ofNode = of.node(node);
            return ofNode == null ? 0 : ofNode.inFlight();
        });
        bind.gauge("memjay.node.connections", "Connections that are open", own, of -> {
            OfNode ofNode = of.node(node);
            return ofNode == null ? 0 : ofNode.connects() - ofNode.disconnects();
        });
        ofNode(bind, "memjay.node.connects", "Connections opened", own, node, OfNode::connects);
        ofNode(bind, "memjay.node.disconnects", "Connections lost", own, node, OfNode::disconnects);
        String bytes = "Bytes on the sockets";
        ofNode(bind, "memjay.node.bytes", bytes, own.and("direction", "read"), node, OfNode::bytesRead);
        ofNode(bind, "memjay.node.bytes", bytes, own.and("direction", "written"), node, OfNode::bytesWritten);
    }

    private static void ofNode(
            BoundMeters bind, String name, String description, Tags own, String node, ToLongFunction<OfNode> figure) {
        bind.counter(name, description, own, of -> of.total(node, figure));
    }

    private void bindVerb(BoundMeters bind, String node, Verb verb) {
        Tags own = (node.equals(Reading.ALL) ? tags : tags.and("node", node)).and("verb", verb.toString());
        if (timers == null) {
            bind.timer(
                    "memjay.calls",
                    CALLS,
                    own.and("outcome", "ok"),
                    of -> of.sum(node, verb, ofVerb -> ofVerb.latency().count()),
                    of -> of.sum(node, verb, ofVerb -> ofVerb.latency().sumNanos()));
            bind.timer(
                    "memjay.calls",
                    CALLS,
                    own.and("outcome", "error"),
                    of -> of.sum(
                            node,
                            verb,
                            ofVerb -> ofVerb.calls() - ofVerb.latency().count()),
                    of -> of.sum(node, verb, OfVerb::failedNanos));
        }
        String reads = "Keys by what a read found";
        ofVerb(bind, "memjay.reads", reads, own.and("result", "hit"), node, verb, OfVerb::hits);
        ofVerb(bind, "memjay.reads", reads, own.and("result", "miss"), node, verb, OfVerb::misses);
        ofVerb(bind, "memjay.retries", "Calls sent again", own, node, verb, OfVerb::retries);
        if (!node.equals(Reading.ALL)) {
            bindLatency(bind, own, node, verb);
        }
    }

    private static void ofVerb(
            BoundMeters bind,
            String name,
            String description,
            Tags own,
            String node,
            Verb verb,
            ToLongFunction<OfVerb> figure) {
        bind.counter(name, description, own, of -> of.sum(node, verb, figure));
    }

    private static void bindLatency(BoundMeters bind, Tags own, String node, Verb verb) {
        for (double percentile : PERCENTILES) {
            bind.timeGauge(
                    "memjay.latency",
                    "Time from the start of a call to its end, since the reading before",
                    own.and("phi", Double.toString(percentile)),
                    of -> {
                        Latency recent = of.recent(node, verb);
                        return recent == null
                                ? 0
                                : recent.percentile(percentile).toNanos();
                    });
        }
    }

    /** What went wrong is there once it did: of each kind, for time-outs of each phase. */
    private void bindErrors(BoundMeters bind, String node, OfNode now) {
        for (OfVerb verb : now.verbs().values()) {
            for (FailureKind kind : verb.failures().keySet()) {
                if (kind != FailureKind.TIMEOUT && bind.isNew(kind)) {
                    errors(bind, node, kind, "none", of -> count(of.failures().get(kind)));
                }
            }
            for (Phase phase : verb.timeouts().keySet()) {
                if (bind.isNew(phase)) {
                    errors(
                            bind,
                            node,
                            FailureKind.TIMEOUT,
                            lower(phase),
                            of -> count(of.timeouts().get(phase)));
                }
            }
        }
    }

    private void errors(BoundMeters bind, String node, FailureKind kind, String phase, ToLongFunction<OfVerb> figure) {
        Tags own = tags.and("node", node, "kind", lower(kind), "phase", phase);
        ofNode(bind, "memjay.errors", "Calls that failed", own, node, of -> {
            long sum = 0;
            for (OfVerb verb : of.verbs().values()) {
                sum += figure.applyAsLong(verb);
            }
            return sum;
        });
    }

    private void bindKeyspace(BoundMeters bind, String keyspace) {
        Tags own = tags.and("keyspace", keyspace);
        String gets = "Keys by what a keyspace found";
        ofKeyspace(bind, "memjay.keyspace.gets", gets, own.and("result", "hit"), keyspace, OfKeyspace::hits);
        ofKeyspace(bind, "memjay.keyspace.gets", gets, own.and("result", "miss"), keyspace, OfKeyspace::misses);
        ofKeyspace(bind, "memjay.keyspace.gets", gets, own.and("result", "stale"), keyspace, OfKeyspace::stale);
        loads(bind, own.and("outcome", "ok"), keyspace, OfKeyspace::loads, OfKeyspace::loadNanos);
        loads(bind, own.and("outcome", "error"), keyspace, OfKeyspace::failedLoads, OfKeyspace::failedLoadNanos);
        String waits = "Loads of others that a caller waited for";
        ofKeyspace(bind, "memjay.keyspace.lease.waits", waits, own, keyspace, OfKeyspace::leaseWaits);
        for (FailureKind kind : FailureKind.values()) {
            String swallowed = "Calls of which a policy made misses";
            ofKeyspace(
                    bind,
                    "memjay.swallowed",
                    swallowed,
                    own.and("cause", lower(kind)),
                    keyspace,
                    of -> count(of.swallowed().get(kind)));
        }
    }

    private static void ofKeyspace(
            BoundMeters bind,
            String name,
            String description,
            Tags own,
            String keyspace,
            ToLongFunction<OfKeyspace> figure) {
        bind.counter(name, description, own, of -> of.keyspace(keyspace, figure));
    }

    private static void loads(
            BoundMeters bind,
            Tags own,
            String keyspace,
            ToLongFunction<OfKeyspace> count,
            ToLongFunction<OfKeyspace> nanos) {
        bind.timer(
                "memjay.keyspace.loads",
                "Loaders that ended, and their time",
                own,
                of -> of.keyspace(keyspace, count),
                of -> of.keyspace(keyspace, nanos));
    }

    private static long count(@Nullable Long value) {
        return value == null ? 0 : value;
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
