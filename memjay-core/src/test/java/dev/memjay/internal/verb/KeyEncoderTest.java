package dev.memjay.internal.verb;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.codec.Codec;
import dev.memjay.codec.KeyCodec;
import dev.memjay.error.IllegalKeyException;
import dev.memjay.internal.route.WireKey;
import dev.memjay.internal.setting.KeyRule;
import dev.memjay.internal.setting.Setting;
import dev.memjay.internal.setting.Settings;
import dev.memjay.model.Key;
import dev.memjay.model.SettingInfo.Origin;
import dev.memjay.placement.KeyHash;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From the caller's key to the key on the wire and the route. */
class KeyEncoderTest {
    private static final ViewSettings<String, byte[]> PLAIN = ViewSettings.of(new Settings(), Codec.bytes());

    private static WireKey encoded(ViewSettings<String, byte[]> settings, String key) {
        KeyEncoder<String> encoder = new KeyEncoder<>(settings);
        WireKey encoded = encoder.encode(key);
        String direct = encoder.direct(key);
        if (direct != null) {
            assertThat(new WireKey(key, direct, false, null))
                    .as("the direct way")
                    .isEqualTo(encoded);
        }
        return encoded;
    }

    private static String wire(KeyRule policy, String key) {
        return encoded(PLAIN.withKeyRule(policy), key).wire();
    }

    private static ViewSettings<String, byte[]> withNamespace(String namespace, boolean hashed) {
        Settings settings = new Settings();
        settings.put(Setting.NAMESPACE, namespace, Origin.BUILDER);
        settings.put(Setting.HASH_NAMESPACE, hashed, Origin.BUILDER);
        return ViewSettings.of(settings, Codec.bytes());
    }

    private static WireKey keyed(ViewSettings<String, byte[]> settings, Key key) {
        return new KeyEncoder<>(settings.<Key>withKeyCodec(KeyCodec.keys())).encode(key);
    }

    // What is legal

    @Test
    void printableAsciiIsSentAsTheSameString() {
        String key = "!~user:1";

        assertThat(new KeyEncoder<>(PLAIN).direct(key)).isSameAs(key);
        assertThat(encoded(PLAIN, key)).isEqualTo(new WireKey(key, key, false, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                "\r\n",
                "a\r\nset evil 0 0 1",
                "\0",
                "a\tb",
                "\u007F",
                "é",
                "\u00A0",
                "日本",
                "\uD83D\uDE00",
                "\u001B"
            })
    void everythingElseIsRefusedByDefault(String key) {
        assertThat(new KeyEncoder<>(PLAIN).direct(key)).isNull();
        assertThatThrownBy(() -> encoded(PLAIN, key))
                .isInstanceOf(IllegalKeyException.class)
                .hasMessageContaining("U+")
                .hasMessageContaining("KeyPolicy.HASH");
    }

    @ParameterizedTest
    @MethodSource("policies")
    void anEmptyKeyIsRefusedUnderEveryPolicy(KeyRule policy) {
        assertThatThrownBy(() -> wire(policy, ""))
                .isInstanceOf(IllegalKeyException.class)
                .hasMessageContaining("empty");
        assertThat(encoded(PLAIN.withKeyRule(policy).withPrefix("p:"), "").wire())
                .isEqualTo("p:");
    }

    static List<KeyRule> policies() {
        return List.of(KeyRule.REJECT, KeyRule.UTF8, KeyRule.BINARY, KeyRule.HASH, KeyRule.custom(KeyHash.crc32()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ns:", "prefix:"})
    void theLimitOf250CountsPrefixAndNamespace(String before) {
        String key = "k".repeat(250 - before.length());

        assertThat(encoded(PLAIN.withPrefix(before), key).wire()).hasSize(250);
        assertThat(encoded(withNamespace(before, false), key).wire()).hasSize(250);
        for (ViewSettings<String, byte[]> settings : List.of(PLAIN.withPrefix(before), withNamespace(before, true))) {
            assertThatThrownBy(() -> encoded(settings, key + "k"))
                    .isInstanceOf(IllegalKeyException.class)
                    .hasMessageContaining("251")
                    .hasMessageContaining("250");
        }
    }

    @Test
    void messagesShowNoMoreOfAKeyThanIsSafeToPrint() {
        assertThatThrownBy(() -> encoded(PLAIN, "a\u001B[31m\r\n" + "x".repeat(500) + "END"))
                .hasMessageContaining("'a.[31m..x")
                .hasMessageNotContaining("END")
                .message()
                .satisfies(text -> assertThat(text.chars()).allMatch(c -> c >= ' ' && c <= '~'));
    }

    // UTF-8

    @Test
    void utf8IsSentByteByByteAndTheLimitIsInBytes() {
        assertThat(wire(KeyRule.UTF8, "é\uD83D\uDE00"))
                .isEqualTo(new String("é\uD83D\uDE00".getBytes(UTF_8), ISO_8859_1));
        assertThat(wire(KeyRule.UTF8, "é".repeat(125))).hasSize(250);
        assertThatThrownBy(() -> wire(KeyRule.UTF8, "é".repeat(126)))
                .isInstanceOf(IllegalKeyException.class)
                .hasMessageContaining("252 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"é b", "é\r", "é\0", "é\u007F"})
    void utf8RefusesSpacesAndControlCharacters(String key) {
        assertThatThrownBy(() -> wire(KeyRule.UTF8, key))
                .isInstanceOf(IllegalKeyException.class)
                .hasMessageContaining("index 1");
    }

    @ParameterizedTest
    @MethodSource("policies")
    void halfASurrogatePairIsRefusedUnderEveryPolicy(KeyRule policy) {
        assertThatThrownBy(() -> wire(policy, "a\uD83D")).isInstanceOf(IllegalKeyException.class);
    }

    // Binary

    @Test
    void binaryPolicySendsBase64OnlyWhereItMust() {
        ViewSettings<String, byte[]> binary = PLAIN.withKeyRule(KeyRule.BINARY).withPrefix("p ");

        assertThat(encoded(PLAIN.withKeyRule(KeyRule.BINARY), "plain").base64()).isFalse();
        assertThat(encoded(binary, "é"))
                .isEqualTo(new WireKey("é", base64("p é"), true, new String("p é".getBytes(UTF_8), ISO_8859_1)));
    }

    @Test
    void binaryKeysMayHave186Bytes() {
        assertThat(keyed(PLAIN, Key.of(new byte[186])).wire()).hasSize(248);
        assertThatThrownBy(() -> keyed(PLAIN, Key.of(new byte[187])))
                .isInstanceOf(IllegalKeyException.class)
                .hasMessageContaining("187")
                .hasMessageContaining("186");
        assertThatThrownBy(() -> keyed(PLAIN, Key.of(new byte[0]))).isInstanceOf(IllegalKeyException.class);
        assertThatThrownBy(() -> keyed(PLAIN.withPrefix("p"), Key.of(new byte[186])))
                .isInstanceOf(IllegalKeyException.class);
    }

    @Test
    void binaryKeysAreRoutedByTheirRawBytes() {
        byte[] raw = {0, 'a', (byte) 0xFF};

        assertThat(keyed(PLAIN, Key.of(raw)).route()).isEqualTo("\0a\u00FF");
        assertThat(keyed(withNamespace("n:", false), Key.of(raw)).route()).isEqualTo("\0a\u00FF");
        assertThat(keyed(withNamespace("n:", true), Key.of(raw)).route()).isEqualTo("n:\0a\u00FF");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    // Hashing

    @Test
    void legalShortKeysStayAsTheyAreUnderHash() {
        assertThat(wire(KeyRule.HASH, "user:1")).isEqualTo("user:1");
    }

    @Test
    void longAndIllegalKeysBecomeAReadableBeginningAndAHash() {
        assertThat(wire(KeyRule.HASH, "user:Jörg Smith")).matches("user:J_rg_Smith~sha256~[A-Za-z0-9_-]{24}");
        assertThat(wire(KeyRule.HASH, "k".repeat(251))).matches("k{64}~sha256~[A-Za-z0-9_-]{24}");
        assertThat(wire(KeyRule.HASH, "abc ")).isEqualTo("abc_~sha256~" + SHA_256_OF_ABC_BLANK);
    }

    /** {@code printf 'abc ' | sha256sum | xxd -r -p | head -c 18 | base64 | tr +/ -_}. */
    private static final String SHA_256_OF_ABC_BLANK = "VIhhPEKw001g96qelL4xej7h";

    @Test
    void aKeyThatLooksLikeAHashedOneIsHashedToo() {
        String hashed = wire(KeyRule.HASH, "abc ");

        assertThat(wire(KeyRule.HASH, hashed)).isNotEqualTo(hashed);
        assertThat(wire(KeyRule.HASH, hashed + "x")).isEqualTo(hashed + "x");
    }

    @Test
    void hashedKeysFitBehindTheLongestPrefixAndNamespace() {
        ViewSettings<String, byte[]> settings =
                withNamespace("n".repeat(127), false).withKeyRule(KeyRule.HASH).withPrefix("p".repeat(300));

        assertThat(encoded(settings, "k").wire()).hasSize(127 + 64 + 8 + 24);
    }

    @Test
    void noTwoKeysBecomeTheSameUnderHash() {
        Random random = new Random(42);
        Set<String> keys = new HashSet<>();
        Set<String> wires = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            StringBuilder key = new StringBuilder();
            for (int length = random.nextInt(8); length >= 0; length--) {
                key.append((char) (' ' + random.nextInt(4)));
            }
            String text = key.toString();
            keys.add(text);
            String wire = wire(KeyRule.HASH, text);
            wires.add(wire);
            keys.add(wire);
            wires.add(wire(KeyRule.HASH, wire));
        }

        assertThat(wires).hasSameSizeAs(keys);
    }

    @Test
    void longBinaryKeysAreHashedUnderHash() {
        WireKey key = keyed(PLAIN.withKeyRule(KeyRule.HASH), Key.of(new byte[187]));

        assertThat(key.base64()).isFalse();
        assertThat(key.wire()).matches("_{64}~sha256~.{24}");
    }

    @Test
    void aHashOfOnesOwnStandsBehindThePrefixInHexadecimal() {
        KeyRule policy = KeyRule.custom(key -> 0xAB);
        ViewSettings<String, byte[]> settings = PLAIN.withKeyRule(policy).withPrefix("p:");

        assertThat(encoded(settings, "short").wire()).isEqualTo("p:short");
        assertThat(encoded(settings, "with blank").wire()).isEqualTo("p:000000ab");
        assertThat(encoded(settings, "k".repeat(300)).wire()).isEqualTo("p:000000ab");
        assertThat(new KeyEncoder<>(settings).mayJoinKeys()).isTrue();
    }

    // Routes

    @Test
    void theNamespaceTakesPartInPlacementOnlyWhenAsked() {
        assertThat(encoded(withNamespace("n:", false).withPrefix("p:"), "k"))
                .isEqualTo(new WireKey("k", "n:p:k", false, "p:k"));
        assertThat(encoded(withNamespace("n:", true).withPrefix("p:"), "k"))
                .isEqualTo(new WireKey("k", "n:p:k", false, null));
    }

    @Test
    void aRoutingKeyDecidesAlone() {
        WireKey key =
                keyed(withNamespace("n:", false).withPrefix("p:"), Key.of("k").routedBy("é"));

        assertThat(key).isEqualTo(new WireKey("k", "n:p:k", false, new String("é".getBytes(UTF_8), ISO_8859_1)));
    }

    /** libmemcached's rule: see ForeignFleetTest, which has php-memcached store by such keys. */
    @Test
    void aHashedNamespaceStandsBeforeARoutingKeyToo() {
        ViewSettings<String, byte[]> view = withNamespace("n:", true).withPrefix("p:");
        String route = "n:" + new String("é".getBytes(UTF_8), ISO_8859_1);

        assertThat(keyed(view, Key.of("k").routedBy("é"))).isEqualTo(new WireKey("k", "n:p:k", false, route));
        assertThat(keyed(view, Key.of(new byte[] {1}).routedBy("é")).route()).isEqualTo(route);
        assertThat(keyed(view, Key.of("k").routedBy("42")).route())
                .as("where the key 42 lies without the view's prefix")
                .isEqualTo(encoded(withNamespace("n:", true), "42").wire());
    }

    @Test
    void prefixesComposeOuterFirst() {
        assertThat(encoded(PLAIN.withPrefix("a:").withPrefix("b:"), "k").wire()).isEqualTo("a:b:k");
    }

    // Against pymemcache

    /** A key with what pymemcache sends for it, as characters of one byte, or null where it refuses. */
    record Sample(String name, String key, String ascii, String unicode) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Sample> keysOfPymemcache() throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                KeyEncoderTest.class.getResourceAsStream("/dev/memjay/pymemcache-keys.tsv"), UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", -1))
                    .map(columns -> new Sample(
                            columns[0],
                            new String(Base64.getDecoder().decode(columns[1]), UTF_8),
                            fromHex(columns[2]),
                            fromHex(columns[3])))
                    .toList();
        }
    }

    private static String fromHex(String hex) {
        return hex.equals("-") ? null : new String(HexFormat.of().parseHex(hex), ISO_8859_1);
    }

    @ParameterizedTest
    @MethodSource("keysOfPymemcache")
    void nothingIsSentThatPymemcacheWouldRefuseOrSendOtherwise(Sample sample) {
        assertThat(wireOrNull(KeyRule.REJECT, sample.key())).isIn(sample.ascii(), null);
        assertThat(wireOrNull(KeyRule.UTF8, sample.key())).isIn(sample.unicode(), null);
    }

    @ParameterizedTest
    @MethodSource("keysOfPymemcache")
    void ofWhatPymemcacheSendsOnlyEmptyAndControlCharactersAreRefused(Sample sample) {
        boolean hasHole = sample.key().isEmpty() || sample.key().chars().anyMatch(c -> c <= ' ' || c == 127);
        if (!hasHole) {
            assertThat(wireOrNull(KeyRule.REJECT, sample.key())).isEqualTo(sample.ascii());
            assertThat(wireOrNull(KeyRule.UTF8, sample.key())).isEqualTo(sample.unicode());
        }
    }

    private static String wireOrNull(KeyRule policy, String key) {
        try {
            return wire(policy, key);
        } catch (IllegalKeyException e) {
            return null;
        }
    }
}
