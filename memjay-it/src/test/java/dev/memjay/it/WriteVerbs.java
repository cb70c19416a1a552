package dev.memjay.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Compression;
import dev.memjay.codec.Encoded;
import dev.memjay.error.CodecException;
import dev.memjay.error.ConflictException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.error.ValueTooLargeException;
import dev.memjay.model.CasResult;
import dev.memjay.model.Versioned;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The writing verbs for one key. */
interface WriteVerbs extends VerbTests {
    @Test
    default void setOverwrites() {
        assertThat(texts().set("k", "one")).isTrue();
        assertThat(texts().set("k", "two")).isTrue();
        assertThat(texts().get("k")).isEqualTo("two");
        assertThat(ttlOf("k")).isEmpty();
    }

    @Test
    default void setTakesATimeToLive() {
        texts().set("k", "value", Duration.ofMinutes(10));

        assertThat(ttlOf("k").orElseThrow())
                .isBetween(Duration.ofMinutes(10).minus(ReadVerbs.TOLERANCE), Duration.ofMinutes(10));
        texts().set("k", "value", Memjay.NEVER);
        assertThat(ttlOf("k")).isEmpty();
    }

    @Test
    default void timesToLiveOfZeroOrLessAreRefused() {
        for (Duration ttl : new Duration[] {Duration.ZERO, Duration.ofNanos(-1), Duration.ofDays(-40)}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> texts().set("k", "value", ttl))
                    .withMessageContaining("delete")
                    .withMessageContaining("Memjay.NEVER");
            assertThatIllegalArgumentException().isThrownBy(() -> texts().touch("k", ttl));
            assertThatIllegalArgumentException().isThrownBy(() -> texts().gat("k", ttl));
            assertThatIllegalArgumentException().isThrownBy(() -> texts().withTtl(ttl));
        }
        assertThat(texts().contains("k")).isFalse();
    }

    @Test
    default void addStoresOnlyWhatIsNotThere() {
        assertThat(texts().add("k", "one", Duration.ofHours(1))).isTrue();
        assertThat(texts().add("k", "two")).isFalse();
        assertThat(texts().get("k")).isEqualTo("one");
        assertThat(ttlOf("k")).isPresent();
    }

    @Test
    default void replaceStoresOnlyWhatIsThere() {
        assertThat(texts().replace("k", "one")).isFalse();
        assertThat(texts().get("k")).isNull();
        texts().set("k", "one", Duration.ofHours(1));
        assertThat(texts().replace("k", "two")).isTrue();
        assertThat(texts().replace("k", "three", Duration.ofHours(2))).isTrue();
        assertThat(texts().get("k")).isEqualTo("three");
        assertThat(ttlOf("k").orElseThrow()).isGreaterThan(Duration.ofHours(1));
    }

    @Test
    default void appendAndPrependJoinAndKeepFlagsAndTimeToLive() {
        assertThat(texts().append("k", "x")).isFalse();
        assertThat(texts().prepend("k", "x")).isFalse();
        stored().set("k", Encoded.of("b".getBytes(StandardCharsets.UTF_8), 16), Duration.ofHours(1));

        assertThat(texts().append("k", "c")).isTrue();
        assertThat(texts().prepend("k", "a")).isTrue();
        assertThat(texts().append("k", "")).isTrue();
        assertThat(texts().get("k")).isEqualTo("abc");
        assertThat(stored().get("k").flags()).isEqualTo(16);
        assertThat(ttlOf("k")).isPresent();
    }

    @Test
    default void whatCannotBeJoinedIsNotAppended() {
        Keyspace<String, String> compressed = texts().withCompression(Compression.zlib());
        Keyspace<String, Object> objects = texts().withCodec(Codec.objects());
        texts().set("k", "value");

        assertThatIllegalStateException().isThrownBy(() -> compressed.append("k", "x"));
        assertThatIllegalStateException().isThrownBy(() -> compressed.prepend("k", "x"));
        assertThatIllegalStateException().isThrownBy(() -> objects.append("k", "x"));
        assertThat(texts().get("k")).isEqualTo("value");
    }

    @Test
    default void casStoresOnlyOverTheSameVersion() {
        assertThat(texts().cas("k", "new", 1)).isEqualTo(CasResult.NOT_FOUND);
        texts().set("k", "old");
        Versioned<String> versioned = texts().gets("k");
        texts().set("k", "other");

        assertThat(texts().cas("k", "new", versioned.cas())).isEqualTo(CasResult.EXISTS);
        assertThat(texts().get("k")).isEqualTo("other");
        long cas = texts().gets("k").cas();
        assertThat(texts().cas("k", "new", cas, Duration.ofHours(1))).isEqualTo(CasResult.STORED);
        assertThat(texts().get("k")).isEqualTo("new");
        assertThat(ttlOf("k")).isPresent();
        assertThat(texts().cas("k", "newer", cas)).isEqualTo(CasResult.EXISTS);
    }

    @Test
    default void aCasOfZeroIsRefused() {
        texts().set("k", "value");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> texts().cas("k", "new", 0))
                .withMessageContaining("cas");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> texts().delete("k", 0))
                .withMessageContaining("cas");
        assertThat(texts().get("k")).isEqualTo("value");
    }

    @Test
    default void anyOtherCasNumberIsSent() {
        texts().set("k", "value");

        for (long cas : new long[] {Long.MAX_VALUE, Long.MIN_VALUE, -1}) {
            assertThat(texts().cas("k", "new", cas)).isEqualTo(CasResult.EXISTS);
        }
    }

    @Test
    default void deleteTellsWhetherItWasThere() {
        texts().set("k", "value");

        assertThat(texts().delete("k")).isTrue();
        assertThat(texts().delete("k")).isFalse();
        assertThat(texts().get("k")).isNull();
    }

    @Test
    default void deleteByCasDeletesOnlyTheSameVersion() {
        if (spoken().isClassic()) {
            assertThatThrownBy(() -> texts().delete("k", 1)).isInstanceOf(UnsupportedByServerException.class);
            return;
        }
        texts().set("k", "value");
        long cas = texts().gets("k").cas();
        texts().set("k", "other");

        assertThat(texts().delete("none", cas)).isEqualTo(CasResult.NOT_FOUND);
        assertThat(texts().delete("k", cas)).isEqualTo(CasResult.EXISTS);
        assertThat(texts().delete("k", texts().gets("k").cas())).isEqualTo(CasResult.DELETED);
        assertThat(texts().contains("k")).isFalse();
    }

    @Test
    default void touchSetsANewTimeToLive() {
        assertThat(texts().touch("k", Duration.ofHours(1))).isFalse();
        texts().set("k", "value");

        assertThat(texts().touch("k", Duration.ofHours(1))).isTrue();
        assertThat(ttlOf("k").orElseThrow())
                .isBetween(Duration.ofHours(1).minus(ReadVerbs.TOLERANCE), Duration.ofHours(1));
        assertThat(texts().touch("k", Memjay.NEVER)).isTrue();
        assertThat(ttlOf("k")).isEmpty();
        assertThat(texts().get("k")).isEqualTo("value");
    }

    @Test
    default void updateChangesWhatIsThere() {
        AtomicInteger calls = new AtomicInteger();
        UnaryOperator<@Nullable String> change = value -> {
            calls.incrementAndGet();
            return value + "!";
        };

        assertThat(texts().update("k", change)).isNull();
        assertThat(calls).hasValue(0);
        assertThat(texts().contains("k")).isFalse();

        texts().set("k", "value");
        assertThat(texts().withTtl(Duration.ofHours(1)).update("k", change)).isEqualTo("value!");
        assertThat(texts().get("k")).isEqualTo("value!");
        assertThat(ttlOf("k")).isPresent();
        assertThat(calls).hasValue(1);
    }

    @Test
    default void updateAddsAFirstValue() {
        assertThat(texts().update("k", "first", value -> value + "!")).isEqualTo("first");
        assertThat(texts().update("k", "first", value -> value + "!")).isEqualTo("first!");
        assertThat(texts().get("k")).isEqualTo("first!");
    }

    @Test
    default void updateToNullDeletes() {
        texts().set("k", "value");
        if (spoken().isClassic()) {
            assertThatThrownBy(() -> texts().update("k", value -> null))
                    .isInstanceOf(UnsupportedByServerException.class);
            return;
        }

        assertThat(texts().update("k", value -> null)).isNull();
        assertThat(texts().contains("k")).isFalse();
    }

    @Test
    default void updateTriesAgainWhenSomebodyWasFaster() {
        texts().set("k", "0");
        AtomicInteger rounds = new AtomicInteger();

        String updated = texts().update("k", value -> {
            if (rounds.incrementAndGet() < 4) {
                interfere(Integer.toString(rounds.get()));
            }
            return value + "!";
        });

        assertThat(rounds).hasValue(4);
        assertThat(updated).isEqualTo("3!");
    }

    @Test
    default void updateGivesUpBehindSixteenRounds() {
        texts().set("k", "0");
        AtomicInteger rounds = new AtomicInteger();

        assertThatThrownBy(() -> texts().withTimeout(Duration.ofSeconds(30)).update("k", value -> {
                    interfere(Integer.toString(rounds.incrementAndGet()));
                    return "mine";
                }))
                .isInstanceOf(ConflictException.class);
        assertThat(rounds).hasValue(16);
        assertThat(texts().get("k")).isEqualTo("16");
    }

    /** Another program's write. Its blocking verb belongs to another client, whose event loop this is not. */
    private void interfere(String value) {
        stored().set("k", Encoded.of(value.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    default void whatTheOperatorThrowsComesAsItIs() {
        texts().set("k", "value");

        assertThatThrownBy(() -> texts().update("k", value -> {
                    throw new java.util.NoSuchElementException("mine");
                }))
                .isInstanceOf(java.util.NoSuchElementException.class)
                .hasMessage("mine");
        assertThat(texts().get("k")).isEqualTo("value");
    }

    @Test
    default void aValueThatIsTooLargeIsRefusedAndTheConnectionStays() {
        Keyspace<String, byte[]> bytes = texts().withCodec(Codec.bytes());
        texts().set("other", "value");

        if (largestWrite() < Integer.MAX_VALUE) {
            assertThatThrownBy(() -> bytes.set("k", new byte[2 << 20]))
                    .isInstanceOf(UnsupportedByServerException.class);
            assertThat(texts().get("other")).isEqualTo("value");
            return;
        }
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> bytes.set("k", new byte[2 << 20]))
                    .isInstanceOfSatisfying(ValueTooLargeException.class, e -> {
                        assertThat(e.limit().orElse(0)).isEqualTo(tellsItsLimits() ? 1 << 20 : 0);
                        assertThat(e.command()).isEqualTo("set");
                        assertThat(e.node()).isPresent();
                    });
            assertThat(texts().get("other")).isEqualTo("value");
        }
        assertThat(texts().get("k")).isNull();
    }

    @Test
    default void aValueThatCannotBeEncodedIsNotSent() {
        Keyspace<String, Object> objects = texts().withCodec(Codec.objects());
        texts().set("k", "value");

        assertThatThrownBy(() -> objects.set("k", new Object())).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> objects.withFailurePolicy(dev.memjay.model.FailurePolicy.MISS)
                        .set("k", new Object()))
                .isInstanceOf(CodecException.class);
        assertThat(texts().get("k")).isEqualTo("value");
    }

    @Test
    default void errorsSayWhichCommandAndNode() {
        assertThatThrownBy(() -> unreachable().set("k", "v")).isInstanceOfSatisfying(MemjayException.class, e -> {
            assertThat(e.command()).isEqualTo("set");
            assertThat(e.node().orElseThrow()).contains("127.0.0.1:");
            assertThat(e.mayHaveBeenApplied()).isFalse();
            assertThat(e)
                    .hasMessageContaining("set")
                    .hasMessageContaining(e.node().orElseThrow());
        });
    }
}
