package dev.memjay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.error.CacheMissException;
import dev.memjay.error.CodecException;
import dev.memjay.error.MemjayException;
import dev.memjay.internal.route.call.Call;
import dev.memjay.internal.setting.Settings;
import dev.memjay.internal.verb.Verbs;
import dev.memjay.internal.verb.ViewSettings;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.Status;
import dev.memjay.model.CasResult;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.ItemInfo;
import dev.memjay.model.Lookup;
import dev.memjay.model.Versioned;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Each verb for one key: what is sent, and what is made of the answers. */
class VerbsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final ItemInfo INFO = new ItemInfo(1, Optional.of(MINUTE), Duration.ZERO, true, 7, 0);

    private final FakeEngine engine = new FakeEngine();
    private final Keyspace<String, String> view = Views.strings(engine);

    private String sent() {
        return engine.sent.get(engine.sent.size() - 1);
    }

    // Reading

    @Test
    void getIsAnMg() {
        engine.finds("v", 0).answers(Status.MISS);

        assertThat(view.get("k")).isEqualTo("v");
        assertThat(view.get("k")).isNull();
        assertThat(sent()).startsWith("mg k v f c ");
    }

    @Test
    void getOrDefaultTakesTheOtherOnlyOnAMiss() {
        engine.finds("v", 0).answers(Status.MISS);

        assertThat(view.getOrDefault("k", "other")).isEqualTo("v");
        assertThat(view.getOrDefault("k", "other")).isEqualTo("other");
    }

    @Test
    void containsAsksForNoValue() {
        engine.answers(Status.HIT).answers(Status.MISS);

        assertThat(view.contains("k")).isTrue();
        assertThat(view.contains("k")).isFalse();
        assertThat(sent()).doesNotContain(" v ");
    }

    @Test
    void getsHasTheCasNumber() {
        engine.finds("v", 0, -1, (byte) 0, null).answers(Status.MISS);

        assertThat(view.gets("k")).isEqualTo(new Versioned<>("v", -1));
        assertThat(view.gets("k")).isNull();
        assertThat(sent()).contains(" c ");
    }

    @Test
    void gatAndGatsSetATimeToLive() {
        engine.finds("v", 0).finds("v", 0);

        assertThat(view.gat("k", MINUTE)).isEqualTo("v");
        assertThat(sent()).contains(" T60 ");
        assertThat(view.gats("k", Memjay.NEVER)).isEqualTo(new Versioned<>("v", 7));
        assertThat(sent()).doesNotContain(" T60 ");
        assertThat(view.gat("k", MINUTE)).isNull();
        assertThat(view.gats("k", MINUTE)).isNull();
    }

    @Test
    void lookupTellsHitStaleAndMiss() {
        engine.finds("v", 0, 7, (byte) 0, INFO)
                .finds("v", 0, 7, (byte) (Exchange.STALE | Exchange.WON), INFO)
                .answers(Status.MISS);

        assertThat(view.lookup("k")).isEqualTo(new Lookup.Hit<>("v", Optional.of(INFO)));
        assertThat(view.lookup("k")).isEqualTo(new Lookup.Stale<>("v", Optional.of(INFO)));
        assertThat(view.lookup("k")).isEqualTo(new Lookup.Miss<>());
    }

    @Test
    void inspectAsksForFactsAlone() {
        engine.finds("", 0, 7, (byte) 0, INFO);

        assertThat(view.inspect("k")).contains(INFO);
        assertThat(sent()).contains(" u").doesNotContain(" v ");
        assertThat(view.inspect("k")).isEmpty();
    }

    @Test
    void thePlaceholderOfALeaseIsAMissButAnEmptyValueIsNot() {
        engine.finds("", 0, 7, Exchange.LOST, null)
                .finds("", 0, 7, Exchange.WON, null)
                .finds("", 0, 7, (byte) (Exchange.STALE | Exchange.LOST), null)
                .finds("", 16, 7, (byte) (Exchange.STALE | Exchange.LOST), null)
                .finds("", 0);

        assertThat(view.get("k")).isNull();
        assertThat(view.gets("k")).isNull();
        assertThat(view.get("k")).as("a placeholder that was invalidated").isNull();
        assertThat(view.get("k")).as("no placeholder has flags").isEmpty();
        assertThat(view.get("k")).isEmpty();
    }

    // Writing

    @Test
    void storesSayTheirMode() {
        view.set("k", "v");
        assertThat(sent()).startsWith("ms k 1 O").endsWith("\r\nv\r\n");
        view.set("k", "v", MINUTE);
        assertThat(sent()).contains(" T60 ");
        view.add("k", "v");
        assertThat(sent()).contains(" ME ");
        view.replace("k", "v", MINUTE);
        assertThat(sent()).contains(" MR ").contains(" T60 ");
        view.append("k", "v");
        assertThat(sent()).contains(" MA ");
        view.prepend("k", "v");
        assertThat(sent()).contains(" MP ");
    }

    @Test
    void storesTellWhetherTheyDid() {
        engine.answers(Status.STORED).answers(Status.NOT_STORED).answers(Status.NOT_STORED);

        assertThat(view.set("k", "v")).isTrue();
        assertThat(view.add("k", "v")).isFalse();
        assertThat(view.append("k", "v")).isFalse();
    }

    @Test
    void theKeyspacesTimeToLiveIsForVerbsWithoutOne() {
        Keyspace<String, String> expiring = view.withTtl(MINUTE);
        expiring.set("k", "v");
        assertThat(sent()).contains(" T60 ");
        engine.answers(Status.STORED);
        expiring.cas("k", "v", 1);
        assertThat(sent()).contains(" T60 ");
        expiring.set("k", "v", Memjay.NEVER);
        assertThat(sent()).doesNotContain(" T60 ");
        expiring.setAll(Map.of("k", "v"));
        assertThat(sent()).contains(" T60 ");
    }

    @Test
    void casTellsItsThreeEnds() {
        engine.answers(Status.STORED).answers(Status.EXISTS).answers(Status.NOT_FOUND);

        assertThat(view.cas("k", "v", 5)).isEqualTo(CasResult.STORED);
        assertThat(sent()).contains(" C5 ");
        assertThat(view.cas("k", "v", 5, MINUTE)).isEqualTo(CasResult.EXISTS);
        assertThat(view.cas("k", "v", -1)).isEqualTo(CasResult.NOT_FOUND);
        assertThat(sent()).contains(" C18446744073709551615 ");
    }

    @Test
    void deleteWithACasTellsItsThreeEnds() {
        engine.answers(Status.DELETED).answers(Status.EXISTS).answers(Status.NOT_FOUND);

        assertThat(view.delete("k", 5)).isEqualTo(CasResult.DELETED);
        assertThat(sent()).startsWith("md k C5 ");
        assertThat(view.delete("k", 5)).isEqualTo(CasResult.EXISTS);
        assertThat(view.delete("k", 5)).isEqualTo(CasResult.NOT_FOUND);
    }

    @Test
    void aCasOfZeroIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> view.cas("k", "v", 0))
                .withMessageContaining("cas is 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> view.delete("k", 0))
                .withMessageContaining("cas is 0");
        assertThatIllegalArgumentException().isThrownBy(() -> view.noreply().cas("k", "v", 0));
        assertThat(engine.sent).isEmpty();
    }

    @Test
    void deleteAndTouchTellWhetherThereWasAnItem() {
        engine.answers(Status.DELETED)
                .answers(Status.NOT_FOUND)
                .answers(Status.HIT)
                .answers(Status.MISS);

        assertThat(view.delete("k")).isTrue();
        assertThat(view.delete("k")).isFalse();
        assertThat(view.touch("k", MINUTE)).isTrue();
        assertThat(sent()).contains(" T60 ");
        assertThat(view.touch("k", MINUTE)).isFalse();
    }

    // Counting

    @Test
    void countsAreUnsignedAndEmptyOnAMiss() {
        engine.counts(5).counts(-1).answers(Status.NOT_FOUND);

        assertThat(view.incr("k")).hasValue(5);
        assertThat(sent()).startsWith("ma k ");
        assertThat(view.decr("k", 3)).hasValue(-1);
        assertThat(sent()).contains(" MD ").contains(" D3 ");
        assertThat(view.incr("k", 0)).isEmpty();
    }

    @Test
    void countsCreateWithAnInitialValueAndATimeToLive() {
        view.incr("k", 2, -1, MINUTE);
        assertThat(sent()).contains(" N60 ").contains(" J18446744073709551615 ").contains(" D2 ");
        view.decr("k", 2, 10, Memjay.NEVER);
        assertThat(sent()).contains(" N0 ").contains(" J10 ").contains(" MD ");
    }

    @Test
    void aNegativeDeltaIsRefusedAndTheMessageNamesTheOtherVerb() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> view.incr("k", -3))
                .withMessageContaining("-3")
                .withMessageContaining("decr");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> view.decr("k", -3, 0, MINUTE))
                .withMessageContaining("use incr");
    }

    // Codecs

    @Test
    void codecsGetTheKeyWithoutPrefixes() {
        Codec<String> keyed = new Codec<>() {
            @Override
            public Encoded encode(String value) {
                throw new AssertionError("the method with the key is to be called");
            }

            @Override
            public String decode(Encoded encoded) {
                throw new AssertionError("the method with the key is to be called");
            }

            @Override
            public Encoded encode(String key, String value) {
                return Codec.strings().encode(key + "=" + value);
            }

            @Override
            public String decode(String key, Encoded encoded) {
                return key + "->" + Codec.strings().decode(encoded);
            }
        };
        Keyspace<String, String> prefixed = view.withCodec(keyed).withPrefix("p:");
        prefixed.set("k", "v");
        assertThat(sent()).endsWith("\r\nk=v\r\n");
        engine.finds("x", 0).finds("x", 0);
        assertThat(prefixed.get("k")).isEqualTo("k->x");
        assertThat(prefixed.withKeyPolicy(KeyPolicy.UTF8).get("é")).isEqualTo("é->x");
        engine.rowFinds("p:k", "x", 0);
        assertThat(prefixed.getAll(List.of("k"))).containsEntry("k", "k->x");
    }

    private static Keyspace<String, String> decoding(Keyspace<String, String> view, RuntimeException error) {
        return view.withCodec(Codec.strings()
                .map(
                        text -> {
                            throw error;
                        },
                        text -> text));
    }

    @Test
    void aCacheMissExceptionIsAMiss() {
        Keyspace<String, String> misses = decoding(view, new CacheMissException("an old format"));
        engine.finds("v", 0).finds("v", 0).finds("v", 0).rowFinds("k", "v", 0);

        assertThat(misses.get("k")).isNull();
        assertThat(misses.gets("k")).isNull();
        assertThat(misses.lookup("k")).isEqualTo(new Lookup.Miss<>());
        assertThat(misses.getAll(List.of("k"))).isEmpty();
        assertThat(misses.lookupAll(List.of("k"))).containsEntry("k", new Lookup.Miss<>());
    }

    @Test
    void whateverACodecThrowsIsACodecException() {
        engine.finds("v", 0);
        IllegalStateException cause = new IllegalStateException("boom");

        assertThatThrownBy(() -> decoding(view, cause).get("k"))
                .isInstanceOf(CodecException.class)
                .hasRootCause(cause);
        Keyspace<String, String> encoding = view.withCodec(Codec.strings().map(text -> text, text -> {
            throw cause;
        }));
        assertThatThrownBy(() -> encoding.set("k", "v"))
                .isInstanceOf(CodecException.class)
                .hasRootCause(cause);
    }

    @Test
    void errorsOfDecodingNameCommandAndNode() {
        engine.finds("v", 1).finds("v", 1).rowFinds("k", "v", 1);

        for (Consumer<Keyspace<String, String>> call : List.<Consumer<Keyspace<String, String>>>of(
                v -> v.get("k"),
                v -> v.gets("k"),
                v -> v.withFailurePolicy(FailurePolicy.MISS).getAll(List.of("k")))) {
            MemjayException error;
            try {
                call.accept(view);
                error = engine.swallowed.get(0);
            } catch (CodecException e) {
                error = e;
            }
            assertThat(error.node()).contains("k:1");
            assertThat(error.command()).startsWith("get");
            assertThat(error).hasMessageContaining("flags 1");
        }
    }

    @Test
    void aCodecMayNotSetTheBitOfCompression() {
        Keyspace<String, Encoded> careless = view.withCodec(new Codec<>() {
            @Override
            public Encoded encode(Encoded value) {
                return value;
            }

            @Override
            public Encoded decode(Encoded encoded) {
                return encoded;
            }
        });

        assertThatThrownBy(() -> careless.set("k", Encoded.of(new byte[1], 9)))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("bit 8");
    }

    @Test
    void anArrayMayBeChangedRightAfterTheCall() {
        byte[] value = {'a'};
        Call<Boolean> call = new Verbs<>(ViewSettings.of(new Settings(), Codec.bytes())).set("k", value, Memjay.NEVER);
        value[0] = 'b';
        call.run(engine, 1);

        assertThat(sent()).endsWith("\r\na\r\n");
    }

    @Test
    void foundBytesAreTheReplysOwnArray() {
        engine.finds("v", 0).finds("v", 16);
        Keyspace<String, byte[]> bytes = Views.of(engine, Codec.bytes());

        assertThat(bytes.get("k")).containsExactly('v');
        assertThat(bytes.get("k")).containsExactly('v');
    }

    // Nulls

    @Test
    void nullsAreRefusedByName() {
        nullIs("key", v -> v.get(null));
        nullIs("key", v -> v.set(null, "v"));
        nullIs("value", v -> v.set("k", null));
        nullIs("value", v -> v.append("k", null));
        nullIs("ttl", v -> v.set("k", "v", null));
        nullIs("ttl", v -> v.gat("k", null));
        nullIs("key", v -> v.gats(null, MINUTE));
        nullIs("defaultValue", v -> v.getOrDefault("k", null));
        nullIs("keys", v -> v.getAll(null));
        nullIs("keys has a null element", v -> v.getAll(Arrays.asList("a", null)));
        nullIs("values", v -> v.setAll(null));
        nullIs("values has a null value", v -> v.setAll(Collections.singletonMap("a", null)));
        nullIs("change", v -> v.update("k", null));
        nullIs("ifAbsent", v -> v.update("k", null, text -> text));
        nullIs("key", v -> v.async().get(null));
        nullIs("key", v -> v.noreply().delete(null));
        assertThat(engine.sent).isEmpty();
    }

    private void nullIs(String name, Consumer<Keyspace<String, String>> call) {
        assertThatNullPointerException().isThrownBy(() -> call.accept(view)).withMessage(name);
    }
}
