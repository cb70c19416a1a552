package dev.memjay.micrometer;

import dev.memjay.Memjay;
import dev.memjay.error.OperationTimeoutException.Phase;
import dev.memjay.model.Latency;
import dev.memjay.model.Metrics;
import dev.memjay.model.Metrics.FailureKind;
import dev.memjay.model.NearMetrics;
import dev.memjay.model.Verb;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
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
 * they were used. A node that leaves the fleet takes its meters with it. The client must be kept as long as the registry reads.
 */
public final class MemjayMetrics implements MeterBinder {
    /** All meters of one reading of the registry come from one snapshot. */
    private static final long SNAPSHOT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final double[] QUANTILES = {0.5, 0.99, 0.999};
    private static final Set<Verb> AT_ONCE = EnumSet.of(Verb.GET, Verb.SET, Verb.DELETE);
    /** In place of a node, where calls are counted by verb alone. */
    private static final String ALL = "";

    private final Memjay memjay;
    private final Tags tags;
    private final boolean callsByNode;
    /** In each registry the meters of each node, and of what is bound once for all. */
    private final Map<MeterRegistry, Map<String, Bound>> registries = new HashMap<>();

    private @Nullable Reading reading;

    /** What is registered for one node: its verbs, and all meters. */
    private static final class Bound {
        private final Set<Object> known = new HashSet<>();
        private final List<Meter> meters = new ArrayList<>();
    }

    /** One snapshot, and the one before, which tells latencies of the time between. */
    private record Reading(
            Metrics metrics,
            Map<String, Metrics.OfNode> nodes,
            Map<String, Metrics.OfKeyspace> keyspaces,
            long takenAt,
            Map<String, Map<Verb, Latency>> before) {

        static Reading of(Metrics metrics, long now, Map<String, Map<Verb, Latency>> before) {
            Map<String, Metrics.OfNode> nodes = new HashMap<>();
            metrics.nodes().forEach(node -> nodes.put(node.node().toString(), node));
            Map<String, Metrics.OfKeyspace> keyspaces = new HashMap<>();
            metrics.keyspaces().forEach(keyspace -> keyspaces.put(keyspace.name(), keyspace));
            return new Reading(metrics, nodes, keyspaces, now, before);
        }

        Map<String, Map<Verb, Latency>> latencies() {
            Map<String, Map<Verb, Latency>> all = new HashMap<>();
            nodes.forEach((name, node) -> {
                Map<Verb, Latency> latencies = new HashMap<>();
                node.verbs().forEach((verb, of) -> latencies.put(verb, of.latency()));
                all.put(name, latencies);
            });
            return all;
        }

        /** Adds up a figure of a verb, of one node or of all. */
        long sum(String node, Verb verb, ToLongFunction<Metrics.OfVerb> figure) {
            if (!node.isEmpty()) {
                return figure(nodes.get(node), verb, figure);
            }
            long sum = 0;
            for (Metrics.OfNode each : metrics.nodes()) {
                sum += figure(each, verb, figure);
            }
            return sum;
        }

        private static long figure(Metrics.@Nullable OfNode node, Verb verb, ToLongFunction<Metrics.OfVerb> figure) {
            Metrics.OfVerb of = node == null ? null : node.verbs().get(verb);
            return of == null ? 0 : figure.applyAsLong(of);
        }

        /** The latencies of the time since the snapshot before. */
        @Nullable
        Latency recent(String node, Verb verb) {
            Metrics.OfNode now = nodes.get(node);
            Metrics.OfVerb of = now == null ? null : now.verbs().get(verb);
            if (of == null) {
                return null;
            }
            Latency earlier = before.getOrDefault(node, Map.of()).get(verb);
            return earlier == null ? of.latency() : of.latency().since(earlier);
        }
    }

    /**
     * @param memjay the client
     * @param name tells several clients apart, as the tag {@code client}
     */
    public MemjayMetrics(Memjay memjay, String name) {
        this(memjay, Tags.of("client", Objects.requireNonNull(name, "name")), true);
    }

    private MemjayMetrics(Memjay memjay, Tags tags, boolean callsByNode) {
        this.memjay = Objects.requireNonNull(memjay, "memjay");
        this.tags = tags;
        this.callsByNode = callsByNode;
    }

    /**
     * The same, whose calls have the tags verb and outcome but not the node: in a large fleet those are most of all series.
     */
    public MemjayMetrics withoutNodesOfCalls() {
        return new MemjayMetrics(memjay, tags, false);
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
        counter(
                registry,
                null,
                "memjay.rescues",
                "Reader's roles that had to be found again",
                tags,
                of -> of.metrics().rescues());
        counter(
                registry,
                null,
                "memjay.discovery.looks",
                "Looks of the discovery",
                tags,
                of -> of.metrics().looks());
        counter(
                registry,
                null,
                "memjay.discovery.failures",
                "Looks that failed",
                tags,
                of -> of.metrics().failedLooks());
        counter(
                registry,
                null,
                "memjay.discovery.calls.without.nodes",
                "Calls that ended before any nodes were found",
                tags,
                of -> of.metrics().callsWithoutNodes());
        bindNew(registry);
    }

    private synchronized Reading reading() {
        long now = System.nanoTime();
        Reading present = reading;
        if (present == null || now - present.takenAt() > SNAPSHOT_NANOS) {
            present = Reading.of(memjay.metrics(), now, present == null ? Map.of() : present.latencies());
            reading = present;
        }
        return present;
    }

    /** Binds what was not there before, and removes what is gone; gives the number of nodes. */
    private synchronized double bindNew(MeterRegistry registry) {
        Reading now = reading();
        Map<String, Bound> bound = registries.computeIfAbsent(registry, fresh -> new HashMap<>());
        removeGone(registry, bound, now.nodes().keySet());
        Bound ofAll = bound.computeIfAbsent(ALL, name -> new Bound());
        now.nodes().forEach((name, node) -> {
            Bound own = bound.get(name);
            if (own == null) {
                own = new Bound();
                bound.put(name, own);
                bindNode(registry, own, name);
            }
            Set<Verb> used = EnumSet.copyOf(AT_ONCE);
            used.addAll(node.verbs().keySet());
            for (Verb verb : used) {
                Bound ofCalls = callsByNode ? own : ofAll;
                if (ofCalls.known.add(verb)) {
                    bindVerb(registry, ofCalls, callsByNode ? name : ALL, verb);
                }
            }
            bindErrors(registry, own, name, node);
        });
        for (String keyspace : now.keyspaces().keySet()) {
            if (ofAll.known.add(keyspace)) {
                bindKeyspace(registry, ofAll, keyspace);
            }
        }
        return now.metrics().nodes().size();
    }

    private static void removeGone(MeterRegistry registry, Map<String, Bound> bound, Set<String> nodes) {
        for (Iterator<Map.Entry<String, Bound>> all = bound.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<String, Bound> each = all.next();
            if (!each.getKey().isEmpty() && !nodes.contains(each.getKey())) {
                each.getValue().meters.forEach(registry::remove);
                all.remove();
            }
        }
    }

    private void bindNode(MeterRegistry registry, Bound bind, String node) {
        Tags own = tags.and("node", node);
        gauge(registry, bind, "memjay.node.up", "1 if calls are sent to the node, else 0", own, of -> {
            Metrics.OfNode ofNode = of.nodes().get(node);
            return ofNode != null && ofNode.status().isUp() ? 1 : 0;
        });
        gauge(
                registry,
                bind,
                "memjay.node.in.flight",
                "Requests without a reply now",
                own,
                of -> ofNode(of, node, Metrics.OfNode::inFlight));
        gauge(
                registry,
                bind,
                "memjay.node.connections",
                "Connections that are open",
                own,
                of -> ofNode(of, node, Metrics.OfNode::connects) - ofNode(of, node, Metrics.OfNode::disconnects));
        counter(
                registry,
                bind,
                "memjay.node.connects",
                "Connections opened",
                own,
                of -> ofNode(of, node, Metrics.OfNode::connects));
        counter(
                registry,
                bind,
                "memjay.node.disconnects",
                "Connections lost",
                own,
                of -> ofNode(of, node, Metrics.OfNode::disconnects));
        String bytes = "Bytes on the sockets";
        counter(
                registry,
                bind,
                "memjay.node.bytes",
                bytes,
                own.and("direction", "read"),
                of -> ofNode(of, node, Metrics.OfNode::bytesRead));
        counter(
                registry,
                bind,
                "memjay.node.bytes",
                bytes,
                own.and("direction", "written"),
                of -> ofNode(of, node, Metrics.OfNode::bytesWritten));
    }

    private static double ofNode(Reading reading, String node, ToLongFunction<Metrics.OfNode> figure) {
        Metrics.OfNode of = reading.nodes().get(node);
        return of == null ? 0 : figure.applyAsLong(of);
    }

    private void bindVerb(MeterRegistry registry, Bound bind, String node, Verb verb) {
        Tags own = (node.isEmpty() ? tags : tags.and("node", node)).and("verb", verb.toString());
        String calls = "Calls that ended, and their time";
        timer(
                registry,
                bind,
                "memjay.calls",
                calls,
                own.and("outcome", "ok"),
                of -> of.sum(node, verb, ofVerb -> ofVerb.latency().count()),
                of -> of.sum(node, verb, ofVerb -> ofVerb.latency().sumNanos()));
        timer(
                registry,
                bind,
                "memjay.calls",
                calls,
                own.and("outcome", "error"),
                of -> of.sum(
                        node, verb, ofVerb -> ofVerb.calls() - ofVerb.latency().count()),
                of -> of.sum(node, verb, Metrics.OfVerb::failedNanos));
        String reads = "Keys by what a read found";
        counter(
                registry,
                bind,
                "memjay.reads",
                reads,
                own.and("result", "hit"),
                of -> of.sum(node, verb, Metrics.OfVerb::hits));
        counter(
                registry,
                bind,
                "memjay.reads",
                reads,
                own.and("result", "miss"),
                of -> of.sum(node, verb, Metrics.OfVerb::misses));
        counter(
                registry,
                bind,
                "memjay.retries",
                "Calls sent again",
                own,
                of -> of.sum(node, verb, Metrics.OfVerb::retries));
        if (!node.isEmpty()) {
            bindQuantiles(registry, bind, own, node, verb);
        }
    }

    private void bindQuantiles(MeterRegistry registry, Bound bind, Tags own, String node, Verb verb) {
        for (double quantile : QUANTILES) {
            bind.meters.add(TimeGauge.builder("memjay.latency", this, TimeUnit.NANOSECONDS, self -> {
                        Latency recent = self.reading().recent(node, verb);
                        return recent == null ? 0 : recent.percentile(quantile).toNanos();
                    })
                    .description("Time from the start of a call to its end, since the reading before")
                    .tags(own.and("quantile", Double.toString(quantile)))
                    .strongReference(true)
                    .register(registry));
        }
    }

    /** What went wrong is there once it did: of each kind, for time-outs of each phase. */
    private void bindErrors(MeterRegistry registry, Bound bind, String node, Metrics.OfNode now) {
        for (Metrics.OfVerb verb : now.verbs().values()) {
            for (FailureKind kind : verb.failures().keySet()) {
                if (kind != FailureKind.TIMEOUT && bind.known.add(kind)) {
                    errors(
                            registry,
                            bind,
                            node,
                            lower(kind),
                            "none",
                            of -> count(of.failures().get(kind)));
                }
            }
            for (Phase phase : verb.timeouts().keySet()) {
                if (bind.known.add(phase)) {
                    errors(
                            registry,
                            bind,
                            node,
                            lower(FailureKind.TIMEOUT),
                            lower(phase),
                            of -> count(of.timeouts().get(phase)));
                }
            }
        }
    }

    private void errors(
            MeterRegistry registry,
            Bound bind,
            String node,
            String kind,
            String phase,
            ToLongFunction<Metrics.OfVerb> figure) {
        Tags own = tags.and("node", node, "kind", kind, "phase", phase);
        counter(registry, bind, "memjay.errors", "Calls that failed", own, of -> {
            long sum = 0;
            Metrics.OfNode ofNode = of.nodes().get(node);
            if (ofNode != null) {
                for (Metrics.OfVerb verb : ofNode.verbs().values()) {
                    sum += figure.applyAsLong(verb);
                }
            }
            return sum;
        });
    }

    private void bindKeyspace(MeterRegistry registry, Bound bind, String keyspace) {
        Tags own = tags.and("keyspace", keyspace);
        String gets = "Keys by what a keyspace found";
        keyspace(
                registry,
                bind,
                "memjay.keyspace.gets",
                gets,
                own.and("result", "hit"),
                keyspace,
                Metrics.OfKeyspace::hits);
        keyspace(
                registry,
                bind,
                "memjay.keyspace.gets",
                gets,
                own.and("result", "miss"),
                keyspace,
                Metrics.OfKeyspace::misses);
        keyspace(
                registry,
                bind,
                "memjay.keyspace.gets",
                gets,
                own.and("result", "stale"),
                keyspace,
                Metrics.OfKeyspace::stale);
        String loads = "Loaders that ended, and their time";
        timer(
                registry,
                bind,
                "memjay.keyspace.loads",
                loads,
                own.and("outcome", "ok"),
                of -> ofKeyspace(of, keyspace, Metrics.OfKeyspace::loads),
                of -> ofKeyspace(of, keyspace, Metrics.OfKeyspace::loadNanos));
        timer(
                registry,
                bind,
                "memjay.keyspace.loads",
                loads,
                own.and("outcome", "error"),
                of -> ofKeyspace(of, keyspace, Metrics.OfKeyspace::failedLoads),
                of -> ofKeyspace(of, keyspace, Metrics.OfKeyspace::failedLoadNanos));
        keyspace(
                registry,
                bind,
                "memjay.keyspace.lease.waits",
                "Loads of others that were waited for",
                own,
                keyspace,
                Metrics.OfKeyspace::leaseWaits);
        for (FailureKind kind : FailureKind.values()) {
            keyspace(
                    registry,
                    bind,
                    "memjay.swallowed",
                    "Calls of which a policy made misses",
                    own.and("cause", lower(kind)),
                    keyspace,
                    of -> count(of.swallowed().get(kind)));
        }
    }

    private void keyspace(
            MeterRegistry registry,
            Bound bind,
            String name,
            String description,
            Tags own,
            String keyspace,
            ToLongFunction<Metrics.OfKeyspace> figure) {
        counter(registry, bind, name, description, own, of -> ofKeyspace(of, keyspace, figure));
    }

    private static long ofKeyspace(Reading reading, String keyspace, ToLongFunction<Metrics.OfKeyspace> figure) {
        Metrics.OfKeyspace of = reading.keyspaces().get(keyspace);
        return of == null ? 0 : figure.applyAsLong(of);
    }

    // ---- Meters

    private void gauge(
            MeterRegistry registry,
            Bound bind,
            String name,
            String description,
            Tags own,
            ToDoubleFunction<Reading> value) {
        bind.meters.add(Gauge.builder(name, this, self -> value.applyAsDouble(self.reading()))
                .description(description)
                .tags(own)
                .strongReference(true)
                .register(registry));
    }

    private void counter(
            MeterRegistry registry,
            @Nullable Bound bind,
            String name,
            String description,
            Tags own,
            ToDoubleFunction<Reading> value) {
        Meter counter = FunctionCounter.builder(name, this, self -> value.applyAsDouble(self.reading()))
                .description(description)
                .tags(own)
                .register(registry);
        if (bind != null) {
            bind.meters.add(counter);
        }
    }

    private void timer(
            MeterRegistry registry,
            Bound bind,
            String name,
            String description,
            Tags own,
            ToLongFunction<Reading> count,
            ToDoubleFunction<Reading> nanos) {
        bind.meters.add(FunctionTimer.builder(
                        name,
                        this,
                        self -> count.applyAsLong(self.reading()),
                        self -> nanos.applyAsDouble(self.reading()),
                        TimeUnit.NANOSECONDS)
                .description(description)
                .tags(own)
                .register(registry));
    }

    private static long count(@Nullable Long value) {
        return value == null ? 0 : value;
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
