package dev.memjay.it.comingfrom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.codec.Encoded;
import dev.memjay.model.CasResult;
import dev.memjay.model.Versioned;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The verbs of pymemcache's clients, on real memcached. */
class PymemcacheVerbsTest extends OnMemcached {
    @Test
    void set() {
        assertThat(texts.set("key", "one")).isTrue();
        assertThat(texts.set("key", "two")).isTrue();
        assertThat(texts.get("key")).isEqualTo("two");
    }

    @Test
    void setWithoutReply() {
        texts.noreply().set("key", "one", HOUR);
        assertThat(texts.get("key")).isEqualTo("one");
        assertThat(ttl("key")).isBetween(Duration.ofMinutes(59), HOUR);
    }

    @Test
    void expire() {
        texts.set("hour", "value", HOUR);
        texts.set("never", "value");
        texts.withTtl(HOUR).set("by_the_view", "value");

        assertThat(ttl("hour")).isBetween(Duration.ofMinutes(59), HOUR);
        assertThat(ttl("never")).isEqualTo(Memjay.NEVER);
        assertThat(ttl("by_the_view")).isBetween(Duration.ofMinutes(59), HOUR);
    }

    @Test
    void expireOfZeroOrLessIsRefused() {
        for (Duration ttl : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
            assertThatIllegalArgumentException().isThrownBy(() -> texts.set("key", "value", ttl));
        }
        assertThat(texts.contains("key")).isFalse();
    }

    @Test
    void expireBeyondThirtyDays() {
        texts.set("key", "value", Duration.ofDays(60));

        assertThat(texts.get("key")).as("there, as a time in 1970 would not be").isEqualTo("value");
        assertThat(ttl("key")) // it is sent as a time of day, and the server's clock may be some seconds behind
                .isBetween(Duration.ofDays(59), Duration.ofDays(60).plusMinutes(1));
    }

    @Test
    void flags() {
        raw.set("key", Encoded.of(bytes("value"), 0xC0FFEE));
        assertThat(raw.get("key")).isEqualTo(Encoded.of(bytes("value"), 0xC0FFEE));
        assertThat(raw.inspect("key").orElseThrow().flags()).isEqualTo(0xC0FFEE);
    }

    @Test
    void add() {
        assertThat(texts.add("key", "one", HOUR)).isTrue();
        assertThat(texts.add("key", "two")).isFalse();
        texts.noreply().add("other", "three");
        texts.noreply().add("other", "four");
        assertThat(texts.getAll(List.of("key", "other"))).isEqualTo(Map.of("key", "one", "other", "three"));
    }

    @Test
    void replace() {
        assertThat(texts.replace("key", "one")).isFalse();
        texts.set("key", "two");
        assertThat(texts.replace("key", "three", HOUR)).isTrue();
        texts.noreply().replace("key", "four");
        assertThat(texts.get("key")).isEqualTo("four");
    }

    @Test
    void append() {
        assertThat(texts.append("key", "b")).as("nothing to append to").isFalse();
        texts.set("key", "a", HOUR);
        assertThat(texts.append("key", "b")).isTrue();
        texts.noreply().append("key", "c");
        assertThat(texts.get("key")).isEqualTo("abc");
        assertThat(ttl("key")).as("it keeps its time").isLessThanOrEqualTo(HOUR);
    }

    @Test
    void prepend() {
        assertThat(texts.prepend("key", "b")).isFalse();
        texts.set("key", "c");
        assertThat(texts.prepend("key", "b")).isTrue();
        texts.noreply().prepend("key", "a");
        assertThat(texts.get("key")).isEqualTo("abc");
    }

    @Test
    void cas() {
        assertThat(texts.cas("key", "one", 1)).isEqualTo(CasResult.NOT_FOUND);
        texts.set("key", "one");
        long cas = texts.gets("key").cas();
        assertThat(texts.cas("key", "two", cas, HOUR)).isEqualTo(CasResult.STORED);
        assertThat(texts.cas("key", "three", cas)).isEqualTo(CasResult.EXISTS);
        assertThat(texts.get("key")).isEqualTo("two");
        assertThat(ttl("key")).isLessThanOrEqualTo(HOUR);
    }

    @Test
    void casWithoutReply() {
        texts.set("key", "one");
        long cas = texts.gets("key").cas();
        texts.noreply().cas("key", "two", cas);
        texts.noreply().cas("key", "three", cas);
        assertThat(texts.get("key")).isEqualTo("two");
    }

    @Test
    void casIsANumber() {
        texts.set("key", "one");
        assertThatIllegalArgumentException().isThrownBy(() -> texts.cas("key", "two", 0));
        assertThat(texts.get("key")).isEqualTo("one");
    }

    @Test
    void getAndDefault() {
        texts.set("key", "value");
        assertThat(texts.get("key")).isEqualTo("value");
        assertThat(texts.get("none")).isNull();
        assertThat(texts.getOrDefault("none", "default")).isEqualTo("default");
        assertThat(texts.getOrDefault("key", "default")).isEqualTo("value");
    }

    @Test
    void gat() {
        texts.set("key", "value");
        assertThat(texts.gat("key", HOUR)).isEqualTo("value");
        assertThat(ttl("key")).isLessThanOrEqualTo(HOUR);
        assertThat(texts.gat("key", Memjay.NEVER)).isEqualTo("value");
        assertThat(ttl("key")).isEqualTo(Memjay.NEVER);
        assertThat(texts.gat("none", HOUR)).isNull();
    }

    @Test
    void gats() {
        texts.set("key", "value");
        Versioned<String> found = texts.gats("key", HOUR);
        assertThat(found.value()).isEqualTo("value");
        assertThat(ttl("key")).isLessThanOrEqualTo(HOUR);
        assertThat(texts.cas("key", "new", found.cas())).isEqualTo(CasResult.STORED);
        assertThat(texts.gats("none", HOUR)).isNull();
    }

    @Test
    void gets() {
        texts.set("key", "value");
        Versioned<String> found = texts.gets("key");
        assertThat(found.value()).isEqualTo("value");
        assertThat(texts.cas("key", "new", found.cas())).isEqualTo(CasResult.STORED);
    }

    @Test
    void getsOfNothing() {
        assertThat(texts.gets("none")).isNull();
        // default and cas_default
        Versioned<String> found = Optional.ofNullable(texts.gets("none")).orElse(new Versioned<>("default", -1));
        assertThat(found.value()).isEqualTo("default");
        assertThat(found.cas()).isEqualTo(-1);
    }

    @Test
    void delete() {
        texts.set("key", "value");
        assertThat(texts.delete("key")).isTrue();
        assertThat(texts.delete("key")).isFalse();
        texts.set("key", "value");
        texts.noreply().delete("key");
        assertThat(texts.contains("key")).isFalse();
    }

    @Test
    void incr() {
        texts.set("key", "40");
        assertThat(texts.incr("key", 2)).isEqualTo(OptionalLong.of(42));
        texts.noreply().incr("key", 8);
        assertThat(texts.get("key")).isEqualTo("50");
        assertThat(texts.incr("none", 1)).isEmpty();
    }

    @Test
    void decr() {
        texts.set("key", "44");
        assertThat(texts.decr("key", 2)).isEqualTo(OptionalLong.of(42));
        texts.noreply().decr("key", 50);
        assertThat(memjay.strings().counters().get("key"))
                .as("never below zero")
                .isEqualTo(0L);
        assertThat(texts.decr("none", 1)).isEmpty();
    }

    @Test
    void countsAreOfSixtyFourBits() {
        // Blanks, since no other test has items of this size: see CountVerbs.LARGE.
        texts.set("key", "18446744073709551615" + " ".repeat(800));
        assertThat(texts.incr("key", 0)).isEqualTo(OptionalLong.of(-1));
        assertThat(Long.toUnsignedString(texts.incr("key", 0).getAsLong())).isEqualTo("18446744073709551615");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> texts.incr("key", -1))
                .withMessageContaining("decr");
    }

    @Test
    void touch() {
        texts.set("key", "value");
        assertThat(texts.touch("key", HOUR)).isTrue();
        assertThat(ttl("key")).isLessThanOrEqualTo(HOUR);
        assertThat(texts.touch("key", Memjay.NEVER)).isTrue();
        assertThat(ttl("key")).isEqualTo(Memjay.NEVER);
        assertThat(texts.touch("none", HOUR)).isFalse();
        texts.noreply().touch("key", HOUR);
        assertThat(ttl("key")).isLessThanOrEqualTo(HOUR);
    }

    @Test
    void items() {
        Keyspace<String, String> prefixed = texts.withPrefix("some:");
        assertThat(prefixed.set("key", "value")).isTrue();
        assertThat(prefixed.get("key")).isEqualTo("value");
        assertThat(texts.get("some:key")).isEqualTo("value");
        assertThat(prefixed.delete("key")).isTrue();
        assertThat(prefixed.delete("none")).as("no error").isFalse();
        assertThat(prefixed.get("key")).isNull();
    }

    @Test
    void itemsWithoutReply() {
        texts.noreply().set("key", "value");
        assertThat(texts.get("key")).isEqualTo("value");
        texts.noreply().delete("key");
        texts.noreply().delete("none");
        assertThat(texts.get("key")).isNull();
    }
}
