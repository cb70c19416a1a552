package dev.memjay.micrometer;

import dev.memjay.Memjay;
import dev.memjay.error.OperationTimeoutException.Phase;
import dev.memjay.model.Metrics;
import dev.memjay.model.Metrics.FailureKind;
import dev.memjay.model.Node;
import dev.memjay.model.Verb;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Publishes a client's metrics to a Micrometer registry: {@code new MemjayMetrics(memjay, "users").bindTo(registry)}.
 *
 * <p>Costs nothing between two readings of the registry. Meters of a node and of a verb appear with the first reading after
 * they were used; a node that left the fleet keeps its last figures. The client must be kept as long as the registry reads.
 */
public final class MemjayMetrics implements MeterBinder {
    /** All meters of one reading of the registry come from one snapshot. */
    private static final long SNAPSHOT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final double[] QUANTILES = {0.5, 0.99, 0.999};

    private final Memjay memjay;
    private final Tags tags;
    private final Set<Object> bound = new HashSet<>();
    private @Nullable Metrics snapshot;
    private long takenAt;

    /**
     * @param memjay the client
     * @param name tells several clients apart, as the tag {@code client}
     */
    public MemjayMetrics(Memjay memjay, String name) {
        this.memjay = Objects.requireNonNull(memjay, "memjay");
        tags = Tags.of("client", Objects.requireNonNull(name, "name"));
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("memjay.nodes", this, self -> self.bindNew(registry))
                .description("Nodes of the client")
                .tags(tags)
                .strongReference(true)
                .register(registry);
        counter(registry, "memjay.rescues", "Reader's roles that had to be found again", tags, Metrics::rescues);
        counter(registry, "memjay.discovery.looks", "Looks of the discovery", tags, Metrics::looks);
        counter(registry, "memjay.discovery.failures", "Looks that failed", tags, Metrics::failedLooks);
        counter(
                registry,
                "memjay.discovery.calls.without.nodes",
                "Calls that ended before any nodes were found",
                tags,
                Metrics::callsWithoutNodes);
        bindNew(registry);
    }

    private synchronized Metrics metrics() {
        long now = System.nanoTime();
        Metrics present = snapshot;
        if (present == null || now - takenAt > SNAPSHOT_NANOS) {
            present = memjay.metrics();
            snapshot = present;
            takenAt = now;
        }
        return present;
    }

    /** Binds what was not there before; gives the number of nodes. */
    private synchronized double bindNew(MeterRegistry registry) {
        Metrics metrics = metrics();
        for (Metrics.OfNode node : metrics.nodes()) {
            if (bound.add(node.node())) {
                bindNode(registry, node.node());
            }
            for (Verb verb : node.verbs().keySet()) {
                if (bound.add(tagsOf(node.node(), verb))) {
                    bindVerb(registry, node.node(), verb);
                }
            }
        }
        return metrics.nodes().size();
    }

    private Tags tagsOf(Node node, Verb verb) {
        return tags.and("node", node.toString(), "verb", verb.toString());
    }

    private void bindNode(MeterRegistry registry, Node node) {
        Tags own = tags.and("node", node.toString());
        counter(registry, "memjay.connects", "Connections opened", own, of(node, Metrics.OfNode::connects));
        counter(registry, "memjay.disconnects", "Connections lost", own, of(node, Metrics.OfNode::disconnects));
        counter(registry, "memjay.bytes.read", "Bytes that came", own, of(node, Metrics.OfNode::bytesRead));
        counter(registry, "memjay.bytes.written", "Bytes that went", own, of(node, Metrics.OfNode::bytesWritten));
        Gauge.builder(
                        "memjay.in.flight",
                        this,
                        self -> of(node, Metrics.OfNode::inFlight).applyAsDouble(self.metrics()))
                .description("Requests without a reply now")
                .tags(own)
                .strongReference(true)
                .register(registry);
    }

    private void bindVerb(MeterRegistry registry, Node node, Verb verb) {
        Tags own = tagsOf(node, verb);
        counter(registry, "memjay.calls", "Calls that ended", own, of(node, verb, Metrics.OfVerb::calls));
        counter(
                registry,
                "memjay.reads",
                "Reads by result",
                own.and("result", "hit"),
                of(node, verb, Metrics.OfVerb::hits));
        counter(
                registry,
                "memjay.reads",
                "Reads by result",
                own.and("result", "miss"),
                of(node, verb, Metrics.OfVerb::misses));
        counter(registry, "memjay.retries", "Calls sent again", own, of(node, verb, Metrics.OfVerb::retries));
        for (FailureKind kind : FailureKind.values()) {
            Tags ofKind = own.and(Tag.of("kind", lower(kind)));
            counter(
                    registry,
                    "memjay.failures",
                    "Calls that failed",
                    ofKind,
                    of(node, verb, of -> count(of.failures().get(kind))));
            counter(
                    registry,
                    "memjay.swallowed",
                    "Failures that a policy hid",
                    ofKind,
                    of(node, verb, of -> count(of.swallowed().get(kind))));
        }
        for (Phase phase : Phase.values()) {
            Tags ofPhase = own.and(Tag.of("phase", lower(phase)));
            counter(
                    registry,
                    "memjay.timeouts",
                    "Calls whose time was over",
                    ofPhase,
                    of(node, verb, of -> count(of.timeouts().get(phase))));
        }
        for (double quantile : QUANTILES) {
            TimeGauge.builder(
                            "memjay.latency",
                            this,
                            TimeUnit.NANOSECONDS,
                            self -> of(node, verb, of -> nanos(of.latency().percentile(quantile)))
                                    .applyAsDouble(self.metrics()))
                    .description("Time from the start of a call to its end, since the client was built")
                    .tags(own.and("quantile", Double.toString(quantile)))
                    .strongReference(true)
                    .register(registry);
        }
    }

    private void counter(
            MeterRegistry registry, String name, String description, Tags own, ToDoubleFunction<Metrics> value) {
        FunctionCounter.builder(name, this, self -> value.applyAsDouble(self.metrics()))
                .description(description)
                .tags(own)
                .register(registry);
    }

    private static ToDoubleFunction<Metrics> of(Node node, ToDoubleFunction<Metrics.OfNode> value) {
        return metrics -> metrics.nodes().stream()
                .filter(of -> of.node().equals(node))
                .mapToDouble(value)
                .sum();
    }

    private static ToDoubleFunction<Metrics> of(Node node, Verb verb, ToDoubleFunction<Metrics.OfVerb> value) {
        return of(node, ofNode -> {
            Metrics.OfVerb ofVerb = ofNode.verbs().get(verb);
            return ofVerb == null ? 0 : value.applyAsDouble(ofVerb);
        });
    }

    private static double count(@Nullable Long value) {
        return value == null ? 0 : value;
    }

    private static double nanos(Duration duration) {
        return duration.toNanos();
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
