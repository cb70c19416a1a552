package dev.memjay.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.error.CacheMissException;
import dev.memjay.error.CodecException;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.ItemInfo;
import dev.memjay.model.Lookup;
import dev.memjay.model.Versioned;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The reading verbs for one key, hits, misses and what cannot be decoded. */
interface ReadVerbs extends VerbTests {
    /** What the server may have counted down before it was asked. */
    Duration TOLERANCE = Duration.ofSeconds(10);

    @Test
    default void getReadsWhatWasSet() {
        texts().set("k", "value");

        assertThat(texts().get("k")).isEqualTo("value");
    }

    @Test
    default void getOfNothingIsNull() {
        assertThat(texts().get("k")).isNull();
    }

    @Test
    default void anEmptyValueIsAHit() {
        texts().set("k", "");

        assertThat(texts().get("k")).isEmpty();
        assertThat(texts().contains("k")).isTrue();
        assertThat(texts().getAll(List.of("k"))).containsExactly(Map.entry("k", ""));
    }

    @Test
    default void valuesMayHoldLineEndsAndCommands() {
        for (String value : List.of("\r\n", "END\r\n", "a\r\nEN\r\nget x\r\n", "ms k 2\r\nxx\r\n", "\0\0")) {
            texts().set("k", value);

            assertThat(texts().get("k")).isEqualTo(value);
            assertThat(texts().getAll(List.of("k", "none"))).containsExactly(Map.entry("k", value));
        }
    }

    @Test
    default void valuesOfEverySizeComeBack() {
        Keyspace<String, byte[]> bytes = texts().withCodec(Codec.bytes());
        for (int size : new int[] {1, 100, 1023, 4096, 16_383, 16_384, 16_385, 65_535, 65_536, 200_000, 1_000_000}) {
            byte[] value = new byte[size];
            for (int i = 0; i < size; i++) {
                value[i] = (byte) (i * 31 + size);
            }
            if (size <= largestWrite()) {
                assertThat(bytes.set("k", value)).isTrue();
            } else if (size <= largestRead()) {
                assertThatThrownBy(() -> bytes.set("k", value)).isInstanceOf(UnsupportedByServerException.class);
                stored().set("k", Encoded.of(value, Codec.bytes().encode(value).flags()));
            } else {
                return;
            }

            assertThat(bytes.get("k")).as("%d bytes", size).isEqualTo(value);
            assertThat(bytes.getAll(List.of("k")).get("k"))
                    .as("%d bytes in bulk", size)
                    .isEqualTo(value);
        }
    }

    @Test
    default void getOrDefaultTakesTheDefaultOnlyOnAMiss() {
        texts().set("k", "value");

        assertThat(texts().getOrDefault("k", "other")).isEqualTo("value");
        assertThat(texts().getOrDefault("none", "other")).isEqualTo("other");
        assertThat(texts().contains("none")).isFalse();
    }

    @Test
    default void containsNeedsNoDecodableValue() {
        texts().set("k", "no number");

        assertThat(texts().counters().contains("k")).isTrue();
        assertThat(texts().counters().contains("none")).isFalse();
    }

    @Test
    default void getsGivesTheCasNumberThatChangesWithEachWrite() {
        texts().set("k", "one");
        Versioned<String> first = texts().gets("k");
        texts().set("k", "two");
        Versioned<String> second = texts().gets("k");

        assertThat(first.value()).isEqualTo("one");
        assertThat(second.value()).isEqualTo("two");
        assertThat(second.cas()).isNotZero().isNotEqualTo(first.cas());
        assertThat(texts().gets("k")).isEqualTo(second);
        assertThat(texts().gets("none")).isNull();
    }

    @Test
    default void gatReadsAndSetsANewTimeToLive() {
        texts().set("k", "value", Duration.ofMinutes(1));

        assertThat(texts().gat("k", Duration.ofHours(1))).isEqualTo("value");
        assertThat(ttlOf("k").orElseThrow()).isBetween(Duration.ofHours(1).minus(TOLERANCE), Duration.ofHours(1));
        assertThat(texts().gat("k", Memjay.NEVER)).isEqualTo("value");
        assertThat(ttlOf("k")).isEmpty();
        assertThat(texts().gat("none", Duration.ofHours(1))).isNull();
        assertThat(texts().contains("none")).isFalse();
    }

    @Test
    default void gatsGivesTheCasNumberToo() {
        texts().set("k", "value");
        Versioned<String> versioned = texts().gats("k", Duration.ofHours(1));

        assertThat(versioned).isEqualTo(texts().gets("k"));
        assertThat(ttlOf("k").orElseThrow()).isBetween(Duration.ofHours(1).minus(TOLERANCE), Duration.ofHours(1));
        assertThat(texts().gats("none", Duration.ofHours(1))).isNull();
    }

    @Test
    default void lookupTellsHitsFromMisses() {
        texts().set("k", "value", Duration.ofMinutes(1));
        Lookup<String> hit = texts().lookup("k");
        Lookup<String> miss = texts().lookup("none");

        assertThat(hit).isInstanceOf(Lookup.Hit.class);
        assertThat(hit.isHit()).isTrue();
        assertThat(hit.value()).isEqualTo("value");
        assertThat(miss).isInstanceOf(Lookup.Miss.class);
        assertThat(miss.isHit()).isFalse();
        assertThat(miss.value()).isNull();
        assertThat(miss.info()).isEmpty();
    }

    @Test
    default void lookupTellsTheFactsOfTheItem() {
        texts().set("k", "value", Duration.ofMinutes(1));
        Lookup<String> hit = texts().lookup("k");
        if (!spoken().isMeta()) {
            assertThat(hit.value()).isEqualTo("value"); // the others have the value, and not all the facts
            return;
        }
        ItemInfo info = hit.info().orElseThrow();

        assertThat(info.size()).isEqualTo(5);
        assertThat(info.ttl().orElseThrow()).isBetween(Duration.ofMinutes(1).minus(TOLERANCE), Duration.ofMinutes(1));
        assertThat(info.cas()).isEqualTo(texts().gets("k").cas());
        assertThat(info.flags()).isZero();
        assertThat(info.fetchedBefore()).isFalse();
        assertThat(texts().lookup("k").info().orElseThrow().fetchedBefore()).isTrue();
    }

    @Test
    default void inspectDoesNotCountAsUse() {
        if (!spoken().isMeta()) {
            assertThatThrownBy(() -> texts().inspect("k")).isInstanceOf(UnsupportedByServerException.class);
            return;
        }
        texts().set("k", "value");

        for (int i = 0; i < 3; i++) {
            ItemInfo info = texts().inspect("k").orElseThrow();
            assertThat(info.fetchedBefore()).isFalse();
            assertThat(info.size()).isEqualTo(5);
            assertThat(info.ttl()).isEmpty();
            assertThat(info.lastAccess()).isLessThan(TOLERANCE);
        }
        texts().get("k");
        assertThat(texts().inspect("k").orElseThrow().fetchedBefore()).isTrue();
        assertThat(texts().inspect("none")).isEmpty();
    }

    @Test
    default void whatCannotBeDecodedIsAnErrorOrByPolicyAMiss() {
        texts().set("k", "no number");
        Keyspace<String, Long> counters = texts().counters();
        Keyspace<String, Long> lenient = counters.withFailurePolicy(FailurePolicy.MISS_READS);

        assertThatThrownBy(() -> counters.get("k")).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> counters.gets("k")).isInstanceOf(CodecException.class);
        assertThat(counters.lookup("k"))
                .isInstanceOfSatisfying(
                        Lookup.Failed.class,
                        failed -> assertThat(failed.error()).isInstanceOf(CodecException.class));
        assertThat(lenient.get("k")).isNull();
        assertThat(lenient.getOrDefault("k", 7L)).isEqualTo(7L);
        assertThat(lenient.gets("k")).isNull();
        assertThat(lenient.getAll(List.of("k"))).isEmpty();
    }

    @Test
    default void foreignFlagsAreRefused() {
        stored().set("k", Encoded.of("x".getBytes(StandardCharsets.UTF_8), 4711));

        assertThatThrownBy(() -> texts().get("k"))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("4711");
        assertThat(texts().withCodec(Codec.encoded()).get("k"))
                .isEqualTo(Encoded.of("x".getBytes(StandardCharsets.UTF_8), 4711));
    }

    @Test
    default void allFlagsComeBack() {
        Keyspace<String, Encoded> encoded = texts().withCodec(Codec.encoded());
        for (int flags : new int[] {0, 1, 8, 16, 65_535, Integer.MAX_VALUE, -1}) {
            encoded.set("k", Encoded.of(new byte[] {1}, flags));

            assertThat(encoded.get("k").flags()).isEqualTo(flags);
            assertThat(encoded.getAll(List.of("k")).get("k").flags()).isEqualTo(flags);
            assertThat(encoded.gets("k").value().flags()).isEqualTo(flags);
        }
    }

    @Test
    default void aCodecCanMakeAMiss() {
        Keyspace<String, String> picky = texts().withCodec(Codec.strings()
                .map(
                        text -> {
                            if (text.startsWith("old")) {
                                throw new CacheMissException("an old format");
                            }
                            return text;
                        },
                        text -> text));
        picky.set("a", "old format");
        picky.set("b", "new format");

        assertThat(picky.get("a")).isNull();
        assertThat(picky.getOrDefault("a", "default")).isEqualTo("default");
        assertThat(picky.lookup("a")).isInstanceOf(Lookup.Miss.class);
        assertThat(picky.getAll(List.of("a", "b"))).containsExactly(Map.entry("b", "new format"));
        assertThat(picky.lookupAll(List.of("a")).get("a")).isInstanceOf(Lookup.Miss.class);
    }

    @Test
    default void nullArgumentsAreNamed() {
        assertThatNullPointerException().isThrownBy(() -> texts().get(null)).withMessageContaining("key");
        assertThatNullPointerException().isThrownBy(() -> texts().getAll(null)).withMessageContaining("keys");
        assertThatNullPointerException()
                .isThrownBy(() -> texts().getAll(Collections.singletonList(null)))
                .withMessageContaining("keys");
        assertThatNullPointerException()
                .isThrownBy(() -> texts().set("k", null))
                .withMessageContaining("value");
        assertThatNullPointerException()
                .isThrownBy(() -> texts().set("k", "v", null))
                .withMessageContaining("ttl");
        assertThatNullPointerException()
                .isThrownBy(() -> texts().getOrDefault("k", null))
                .withMessageContaining("default");
        assertThatNullPointerException()
                .isThrownBy(() -> texts().setAll(Collections.singletonMap("k", null)))
                .withMessageContaining("values");
        assertThat(texts().contains("k")).isFalse();
        assertThat(texts().getAll(Set.of())).isEmpty();
    }
}
