package dev.memjay.internal.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.connection.NetworkSettings;
import dev.memjay.internal.connection.talk.Greeting;
import dev.memjay.internal.connection.talk.Session;
import dev.memjay.internal.wire.text.MetaDialect;
import dev.memjay.model.DownNodePolicy;
import dev.memjay.model.EjectionSettings;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Node;
import dev.memjay.placement.Placement;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever finds a node down makes the ring without it himself where that is quick, and has it made where it is not. */
class DetourThreadTest {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

    private final BlockingQueue<Thread> makers = new LinkedBlockingQueue<>();
    private final AtomicReference<NodeState.Surroundings> first = new AtomicReference<>();
    private volatile boolean ejected;

    /** Everything belongs to the first node that is live. */
    private final Placement firstLive = new Placement() {
        @Override
        public String name() {
            return "first-live";
        }

        @Override
        public Ring ring(List<Node> nodes) {
            return route -> 0;
        }

        @Override
        public Ring ring(List<Node> nodes, BitSet live) {
            makers.add(Thread.currentThread());
            return route -> live.nextSetBit(0);
        }
    };

    private NodeState state(NodeState.Surroundings surroundings) {
        if (!first.compareAndSet(null, surroundings)) {
            return NodeState.ALWAYS_UP;
        }
        return new NodeState() {
            @Override
            public boolean isEjected() {
                return ejected;
            }
        };
    }

    /** Of a router whose nodes are nowhere, and which goes on to others where one is down. */
    static RouterSettings rehashing(int nodes, Placement placement, EjectionSettings ejection) {
        return new RouterSettings(
                IntStream.range(0, nodes)
                        .mapToObj(i -> Node.unix("/nowhere/" + i))
                        .toList(),
                placement,
                Duration.ofSeconds(5),
                1,
                1024,
                64L << 20,
                false,
                Duration.ofSeconds(1),
                NetworkSettings.DEFAULT,
                true,
                null,
                MemjayListener.NONE,
                "meta",
                ejection,
                DownNodePolicy.REHASH);
    }

    private Router open(int nodes) {
        RouterSettings settings = rehashing(nodes, firstLive, EjectionSettings.DEFAULT);
        return Router.open(
                settings,
                new RouterParts(
                        RouterParts.of(settings).transport(),
                        Session.NONE,
                        Greeting.silent(new MetaDialect()),
                        this::state));
    }

    @ParameterizedTest
    @CsvSource({"5, true", "500, false"})
    void theRingIsMadeByTheOneWhoNoticesOnlyIfThereAreFewNodes(int nodes, boolean byHimself) throws Exception {
        Router router = open(nodes);
        try {
            NodeState.Surroundings noticed = first.get();
            ejected = true;
            noticed.changed();

            Thread maker = makers.poll(PATIENCE, TimeUnit.NANOSECONDS);
            assertThat(maker == Thread.currentThread()).isEqualTo(byHimself);
            if (maker != null && !byHimself) {
                maker.join(TimeUnit.NANOSECONDS.toMillis(PATIENCE));
            }
            ejected = false;
            noticed.changed();
            assertThat(makers).as("no ring is made for a whole fleet").isEmpty();
        } finally {
            router.close(0);
        }
    }
}
