package dev.memjay.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.error.CodecException;
import dev.memjay.python.GoldenValues.Group;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything that pymemcache and pylibmc stored is read, and what has one spelling only is written byte for byte. */
class GoldenValuesTest {
    static List<Group> groups() throws IOException {
        return GoldenValues.groups();
    }

    /** Every group of the file that holds bytes: the test fails if any is left out. */
    @Test
    void allGroupsAreThere() throws IOException {
        assertThat(groups()).hasSize(458);
        assertThat(Set.copyOf(groups().stream().map(Group::stored).toList())).hasSizeGreaterThanOrEqualTo(318);
    }

    @ParameterizedTest
    @MethodSource("groups")
    void isRead(Group group) {
        for (String writer : group.by()) {
            Object value = codecOf(writer).decode(group.stored());
            assertThat(GoldenValues.same(value, expected(group, writer)))
                    .as("%s by %s: %s", group.name(), writer, value)
                    .isTrue();
        }
    }

    private static Codec<Object> codecOf(String writer) {
        return writer.startsWith("pylibmc") ? PylibmcCodec.of() : PymemcacheCodec.of();
    }

    /** Without a serde everything is bytes; pylibmc's bool comes back as an int, from pylibmc too. */
    private static Object expected(Group group, String writer) {
        if (writer.equals("pymemcache_noserde")) {
            return group.stored().data();
        }
        if (writer.startsWith("pylibmc") && group.type().equals("bool")) {
            return (Boolean) group.value() ? 1 : 0;
        }
        return group.value();
    }

    static Stream<Group> withOneSpelling() throws IOException {
        Set<String> types = Set.of("bytes", "str", "int", "bool");
        return groups().stream().filter(group -> types.contains(group.type()));
    }

    @ParameterizedTest
    @MethodSource("withOneSpelling")
    void isWrittenByteForByte(Group group) {
        List<String> checked = new ArrayList<>();
        boolean isPlain = (group.stored().flags() & PythonFlags.COMPRESSED) == 0;
        for (String writer : group.by()) {
            boolean isPickled = group.type().equals("bool") && !writer.startsWith("pylibmc");
            if (isPlain && !isPickled && !writer.equals("pymemcache_noserde")) {
                assertThat(codecOf(writer).encode(group.value()))
                        .as("%s by %s", group.name(), writer)
                        .isEqualTo(group.stored());
                checked.add(writer);
            }
        }
        if (isPlain
                && !group.by().equals(List.of("pymemcache_noserde"))
                && !group.type().equals("bool")) {
            assertThat(checked).isNotEmpty();
        }
    }

    /** What each client's get returns for flags and data that nobody stored in this way. */
    @Test
    void readsAsTheClientsDoWhateverTheFlags() throws IOException {
        for (JsonNode line : GoldenValues.file().get("decode")) {
            Encoded stored = Encoded.of(
                    Base64.getDecoder().decode(line.get("b64").asText()),
                    Integer.parseUnsignedInt(line.get("flags").asText()));
            check(PymemcacheCodec.of(), stored, line.get("pymemcache_compressed"));
            check(PylibmcCodec.of(), stored, line.get("pylibmc"));
        }
    }

    /**
     * Where Memjay differs it is by an error: for a pickle that cannot be read, which is None in pymemcache, and for flags
     * that pymemcache does not know, where it gives the bytes.
     */
    private static void check(Codec<Object> codec, Encoded stored, JsonNode answer) {
        boolean isPymemcache = codec == (Object) PymemcacheCodec.of();
        int flags = stored.flags();
        boolean isForeign = isPymemcache && flags != 0 && (flags & 31) == 0;
        boolean isBadPickle = isPymemcache
                && answer.has("value")
                && answer.get("value").get("t").asText().equals("none");
        if (answer.has("error") || isForeign || isBadPickle) {
            assertThatThrownBy(() -> codec.decode(stored))
                    .as("%s %s", codec, stored)
                    .isInstanceOf(CodecException.class);
        } else {
            Object expected = GoldenValues.value(answer.get("value"));
            Object value = codec.decode(stored);
            assertThat(GoldenValues.same(value, expected))
                    .as("%s %s: %s", codec, stored, value)
                    .isTrue();
        }
    }

    /** decr leaves blanks behind the digits. */
    @Test
    void whatArithmeticLeftIsRead() throws IOException {
        for (JsonNode line : GoldenValues.file().get("arithmetic")) {
            JsonNode found = line.get("get");
            if (line.has("after_b64") && found != null && found.has("value")) {
                Encoded after = Encoded.of(
                        Base64.getDecoder().decode(line.get("after_b64").asText()),
                        line.get("flags").asInt());
                Object value = codecOf(line.get("client").asText()).decode(after);
                assertThat(GoldenValues.same(value, GoldenValues.value(found.get("value"))))
                        .as("%s", line)
                        .isTrue();
            }
        }
    }
}
