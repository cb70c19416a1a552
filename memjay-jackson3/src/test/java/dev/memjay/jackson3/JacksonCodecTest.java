package dev.memjay.jackson3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.error.CodecException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** What the JacksonCodec of Jackson 3 writes and reads, and what it refuses. */
class JacksonCodecTest {
    record User(String name, int visitCount) {}

    private static Encoded json(String text) {
        return Encoded.of(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void writesJsonInUtf8WithFlagsZero() {
        Encoded encoded = JacksonCodec.of(User.class).encode(new User("Zoë", 3));

        assertThat(encoded).isEqualTo(json("{\"name\":\"Zoë\",\"visitCount\":3}"));
    }

    @Test
    void readsWhatItWrote() {
        Codec<User> codec = JacksonCodec.of(User.class);

        assertThat(codec.decode(codec.encode(new User("Zoë", 3)))).isEqualTo(new User("Zoë", 3));
    }

    @Test
    void readsGenericTypes() {
        Codec<List<User>> codec = JacksonCodec.of(new TypeReference<List<User>>() {});

        assertThat(codec.decode(json("[{\"name\":\"a\",\"visitCount\":1}]"))).containsExactly(new User("a", 1));
    }

    @Test
    void keepsTheTypesOfElementsWhenItWritesGenericTypes() {
        Codec<Map<String, List<Integer>>> codec =
                JacksonCodec.of(new ObjectMapper(), new TypeReference<Map<String, List<Integer>>>() {});

        assertThat(codec.encode(Map.of("a", List.of(1, 2)))).isEqualTo(json("{\"a\":[1,2]}"));
    }

    @Test
    void takesAMapperOfOnesOwn() {
        ObjectMapper mapper = JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        Codec<User> codec = JacksonCodec.of(mapper, User.class);

        assertThat(codec.encode(new User("a", 1))).isEqualTo(json("{\"name\":\"a\",\"visit_count\":1}"));
        assertThat(codec.decode(json("{\"name\":\"a\",\"visit_count\":1,\"new\":2}")))
                .isEqualTo(new User("a", 1));
    }

    @Test
    void takesATypeKnownAtRunTime() {
        ObjectMapper mapper = new ObjectMapper();
        Codec<User> codec = JacksonCodec.of(mapper, mapper.constructType(User.class));

        assertThat(codec.decode(json("{\"name\":\"a\",\"visitCount\":1}"))).isEqualTo(new User("a", 1));
    }

    @Test
    void readsTextOfPythonButNoOtherFlags() {
        Codec<User> codec = JacksonCodec.of(User.class);
        byte[] data = "{\"name\":\"a\",\"visitCount\":1}".getBytes(StandardCharsets.UTF_8);

        assertThat(codec.decode(Encoded.of(data, 16))).isEqualTo(new User("a", 1));
        assertThatThrownBy(() -> codec.decode(Encoded.of(data, 1)))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("flags 1")
                .hasMessageContaining("reads 0 and 16");
    }

    @Test
    void errorsNameTypeAndPlaceButNoValue() {
        assertThatThrownBy(() -> JacksonCodec.of(User.class).decode(json("{\"name\":\"a\",\"visitCount\":\"secret\"}")))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("User")
                .hasMessageContaining("visitCount")
                .hasMessageNotContaining("secret")
                .hasNoCause();
    }

    record Account(Map<String, Integer> limits, List<User> users) {}

    /** Keys of maps and unknown properties come out of the value, with what they may hold. */
    @Test
    void errorsHoldNoKeyOfAMapAndNoUnknownProperty() {
        String hostile = "secret\\n\\u001b[2J" + "x".repeat(49_000);
        for (String text : List.of(
                "{\"limits\":{\"" + hostile + "\":\"no number\"}}",
                "{\"limits\":{\"a\":1},\"" + hostile + "\":1}",
                "{\"users\":[{\"name\":\"a\"},{\"" + hostile + "\":1}]}",
                "{\"users\":[{\"name\":\"a\"},{\"name\":{\"" + hostile + "\":1}}]}",
                "{\"users\":" + hostile + "}")) {
            ObjectMapper strict = JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();
            assertThatThrownBy(() -> JacksonCodec.of(strict, Account.class).decode(json(text)))
                    .isInstanceOf(CodecException.class)
                    .hasNoCause()
                    .satisfies(e -> assertThat(e.getMessage())
                            .contains("Account")
                            .doesNotContain("secret", "\n", "\u001b")
                            .hasSizeLessThan(400));
        }
        assertThatThrownBy(() -> JacksonCodec.of(Account.class)
                        .decode(json("{\"users\":[{\"name\":\"a\"},{\"name\":\"b\",\"visitCount\":\"c\"}]}")))
                .hasMessageContaining("Account.users > ArrayList[1] > User.visitCount");
    }

    @Test
    void errorsOfWritingHoldNoKeyOfAMap() {
        Map<String, Object> map = new HashMap<>();
        map.put("secret", new Object() {
            @SuppressWarnings("unused") // Jackson reads it
            public String getName() {
                throw new IllegalStateException("secret");
            }
        });

        assertThatThrownBy(() -> JacksonCodec.of(Map.class).encode(map))
                .isInstanceOf(CodecException.class)
                .hasNoCause()
                .hasMessageNotContaining("secret");
    }

    @Test
    void whatFollowsTheValueIsRefused() {
        String user = "{\"name\":\"a\",\"visitCount\":1}";
        for (Codec<User> codec :
                List.of(JacksonCodec.of(User.class), JacksonCodec.of(new ObjectMapper(), User.class))) {
            assertThat(codec.decode(json(user + " \r\n"))).isEqualTo(new User("a", 1));
            for (String rest : List.of(" garbage", "{}", "1", "]", "\u0000", user)) {
                assertThatThrownBy(() -> codec.decode(json(user + rest)))
                        .isInstanceOf(CodecException.class)
                        .hasMessageNotContaining("garbage");
            }
        }
    }

    /** Three bytes of JSON are a list of 30 bytes and more. */
    @Test
    void jsonIsBounded() {
        Codec<Object> codec = JacksonCodec.of(Object.class);

        assertThat((List<?>) codec.decode(json("[" + "[],".repeat(1_000_000) + "[]]")))
                .hasSize(1_000_001);
        assertThatThrownBy(() -> codec.decode(json("[" + "{},".repeat(4_000_000) + "{}]")))
                .isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> codec.decode(json("9".repeat(1_000_000)))).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> JacksonCodec.of(java.math.BigInteger.class).decode(json("1e1000000000")))
                .isInstanceOf(CodecException.class);
    }

    @Test
    void nullIsNoValue() {
        assertThatThrownBy(() -> JacksonCodec.of(User.class).decode(json("null")))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("null");
    }

    @Test
    void valuesThatCannotBeWrittenAreRefused() {
        record Holder(Map<String, Object> self) {}
        Map<String, Object> map = new HashMap<>();
        map.put("self", map);

        assertThatThrownBy(() -> JacksonCodec.of(Holder.class).encode(new Holder(map)))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("cannot write");
    }

    @Test
    void treesAreValuesToo() {
        Codec<JsonNode> codec = JacksonCodec.of(JsonNode.class);

        JsonNode tree = codec.decode(json("{\"a\":[1,2.5,null]}"));

        assertThat(tree.get("a").get(1).asDouble()).isEqualTo(2.5);
        assertThat(codec.encode(tree)).isEqualTo(json("{\"a\":[1,2.5,null]}"));
    }

    /** JSON with some bytes changed or cut gives a value or a CodecException. */
    @Test
    void damagedJsonGivesAValueOrACodecException() {
        byte[] good = "{\"name\":\"a\",\"visitCount\":1,\"x\":[[{\"y\":1e9}]]}".getBytes(StandardCharsets.UTF_8);
        Random random = new Random(5);
        for (int round = 0; round < 10_000; round++) {
            byte[] data = Arrays.copyOf(good, random.nextInt(good.length + 1));
            for (int change = random.nextInt(3); change > 0 && data.length > 0; change--) {
                data[random.nextInt(data.length)] = (byte) random.nextInt(256);
            }
            for (Codec<?> codec : List.of(JacksonCodec.of(User.class), JacksonCodec.of(JsonNode.class))) {
                try {
                    assertThat((Object) codec.decode(Encoded.of(data))).isNotNull();
                } catch (CodecException e) {
                    assertThat(e).hasMessageNotContaining("1e9");
                }
            }
        }
        assertThatThrownBy(() -> JacksonCodec.of(JsonNode.class).decode(json("[".repeat(1_000_000))))
                .isInstanceOf(CodecException.class);
    }
}
