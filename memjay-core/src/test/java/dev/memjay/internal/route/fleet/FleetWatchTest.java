package dev.memjay.internal.route.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.discovery.Fleet;
import dev.memjay.discovery.Network;
import dev.memjay.discovery.NodeDiscovery;
import dev.memjay.model.Node;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a watch looks, and what it tells. */
@Timeout(60)
class FleetWatchTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final Node A = Node.of("a", 1);
    private static final Network NOTHING = null;

    private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();
    private final FleetWatch.Listener listener = new FleetWatch.Listener() {
        @Override
        public void found(Fleet fleet) {
            told.add(fleet);
        }

        @Override
        public void failed(Throwable cause) {
            told.add(cause);
        }
    };
    private FleetWatch watch;

    @AfterEach
    void stop() {
        watch.stop();
    }

    @Test
    void looksAgainWhenTheIntervalIsOver() throws InterruptedException {
        start(network -> Fleet.of(List.of(A)), SHORT);

        assertThat(next()).isEqualTo(Fleet.of(List.of(A)));
        assertThat(next()).isEqualTo(Fleet.of(List.of(A)));
    }

    @Test
    void looksAgainWhenWhatItFoundIsNoLongerValid() throws InterruptedException {
        start(network -> new Fleet(List.of(A), Fleet.UNNUMBERED, Duration.ZERO), LONG);

        next();
        assertThat(next()).isInstanceOf(Fleet.class);
    }

    @Test
    void looksAgainWhenItIsPoked() throws InterruptedException {
        start(network -> Fleet.of(List.of(A)), LONG);

        next();
        watch.poke();
        assertThat(next()).isInstanceOf(Fleet.class);
    }

    @Test
    void looksAgainSoonAfterAFailure() throws InterruptedException {
        AtomicInteger looks = new AtomicInteger();
        start(
                network -> {
                    switch (looks.incrementAndGet()) {
                        case 1 -> throw new IOException("no");
                        case 2 -> throw new IllegalStateException("garbage");
                        default -> {
                            return Fleet.of(List.of(A));
                        }
                    }
                },
                LONG);

        assertThat(next()).isInstanceOf(IOException.class);
        assertThat(next()).isInstanceOf(IllegalStateException.class);
        assertThat(next()).isInstanceOf(Fleet.class);
    }

    @Test
    void whateverADiscoveryDoesIsAFailedLookAndNotTheEnd() throws InterruptedException {
        List<NodeDiscovery> deeds = List.of(
                network -> {
                    throw new IllegalStateException("garbage");
                },
                network -> {
                    throw new AssertionError("of a library");
                },
                network -> null,
                network -> Fleet.of(List.of()),
                network -> Fleet.of(List.of(A, A)),
                network -> Fleet.of(Collections.singletonList(null)),
                network -> {
                    Thread.currentThread().interrupt();
                    throw new IOException("a library was interrupted, and said so");
                },
                network -> FleetWatchTest.<RuntimeException>thrown(new InterruptedException("sneaked")));
        AtomicInteger looks = new AtomicInteger();
        start(
                network -> {
                    int look = looks.getAndIncrement();
                    return look < deeds.size() ? deeds.get(look).discover(network) : Fleet.of(List.of(A));
                },
                SHORT);

        for (int look = 0; look < deeds.size(); look++) {
            assertThat(next()).as("look %s", look).isInstanceOf(Throwable.class);
        }
        assertThat(next()).isEqualTo(Fleet.of(List.of(A)));
    }

    @SuppressWarnings("unchecked") // so that a checked exception comes where none is declared
    private static <T extends Throwable> Fleet thrown(Throwable any) throws T {
        throw (T) any;
    }

    @Test
    void aLookWithNothingToSayNamesTheDiscovery() throws InterruptedException {
        start(
                new NodeDiscovery() {
                    @Override
                    public Fleet discover(Network network) {
                        return null;
                    }

                    @Override
                    public String toString() {
                        return "of a test";
                    }
                },
                LONG);

        assertThat((Throwable) next()).hasMessageContaining("of a test");
    }

    @Test
    void aFleetThatIsValidForEverIsLookedForAgainAllTheSame() throws InterruptedException {
        start(network -> new Fleet(List.of(A), Fleet.UNNUMBERED, ChronoUnit.FOREVER.getDuration()), SHORT);

        assertThat(next()).isInstanceOf(Fleet.class);
        assertThat(next()).isInstanceOf(Fleet.class);
    }

    @Test
    void aListenerThatCannotTakeAFleetIsToldAndGetsTheNext() throws InterruptedException {
        AtomicInteger founds = new AtomicInteger();
        FleetWatch.Listener choosy = new FleetWatch.Listener() {
            @Override
            public void found(Fleet fleet) {
                if (founds.getAndIncrement() == 0) {
                    throw new IllegalArgumentException("no such fleet");
                }
                listener.found(fleet);
            }

            @Override
            public void failed(Throwable cause) {
                listener.failed(cause);
            }
        };
        long[] versions = {8, 7};
        AtomicInteger looks = new AtomicInteger();
        watch = new FleetWatch(
                network -> new Fleet(List.of(A), versions[Math.min(looks.getAndIncrement(), 1)], Fleet.UNTIL_NEXT_LOOK),
                NOTHING,
                SHORT,
                choosy);
        watch.start();

        assertThat(next()).isInstanceOf(IllegalArgumentException.class);
        assertThat(((Fleet) next()).version())
                .as("the version that was not taken is none to go on from")
                .isEqualTo(7);
    }

    @Test
    void aListenerThatCannotEvenBeToldOfAFailureIsNotTheEnd() throws InterruptedException {
        AtomicInteger failures = new AtomicInteger();
        AtomicInteger founds = new AtomicInteger();
        FleetWatch.Listener breathless = new FleetWatch.Listener() {
            @Override
            public void found(Fleet fleet) {
                if (founds.getAndIncrement() < 2) {
                    throw new OutOfMemoryError("of the test");
                }
                listener.found(fleet);
            }

            @Override
            public void failed(Throwable cause) {
                if (failures.getAndIncrement() < 4) {
                    throw new OutOfMemoryError("of the test");
                }
                listener.failed(cause);
            }
        };
        AtomicInteger looks = new AtomicInteger();
        watch = new FleetWatch(
                network -> {
                    if (looks.getAndIncrement() < 2) {
                        throw new StackOverflowError("of the test");
                    }
                    return Fleet.of(List.of(A));
                },
                NOTHING,
                SHORT,
                breathless);
        watch.start();

        assertThat(next()).isEqualTo(Fleet.of(List.of(A)));
        assertThat(failures).as("looks that failed and could not be told of").hasValue(4);
    }

    @Test
    void doesNotGoBackToAnOlderVersion() throws InterruptedException {
        AtomicInteger looks = new AtomicInteger();
        long[] versions = {5, 4, 5, 6};
        start(
                network -> new Fleet(
                        List.of(A),
                        versions[Math.min(looks.getAndIncrement(), versions.length - 1)],
                        Fleet.UNTIL_NEXT_LOOK),
                SHORT);

        assertThat(((Fleet) next()).version()).isEqualTo(5);
        assertThat(((Fleet) next()).version()).isEqualTo(5);
        assertThat(((Fleet) next()).version()).isEqualTo(6);
        assertThat(looks.get()).isGreaterThanOrEqualTo(4);
    }

    @Test
    void endsWhileItLooks() throws InterruptedException {
        BlockingQueue<Thread> looking = new LinkedBlockingQueue<>();
        start(
                network -> {
                    looking.add(Thread.currentThread());
                    try {
                        TimeUnit.HOURS.sleep(1);
                    } catch (InterruptedException e) {
                        throw new IOException("interrupted", e);
                    }
                    return Fleet.of(List.of(A));
                },
                LONG);

        Thread thread = looking.take();
        watch.stop();
        thread.join();
        assertThat(told).as("nobody is told of a look that was ended").isEmpty();
    }

    private void start(NodeDiscovery discovery, Duration interval) {
        watch = new FleetWatch(discovery, NOTHING, interval, listener);
        watch.start();
    }

    private Object next() throws InterruptedException {
        return told.take();
    }
}
