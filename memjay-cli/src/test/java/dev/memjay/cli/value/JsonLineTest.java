package dev.memjay.cli.value;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Lines of JSON, read back by another writer's reader. */
final class JsonLineTest {
    @Test
    void everyCharacterComesBack() throws JsonProcessingException {
        StringBuilder text = new StringBuilder();
        for (char c = 0; c < 0x2100; c++) {
            text.append(c);
        }
        text.append("\uD83D\uDE00");
        String line = new JsonLine().text("key \"\n", text.toString()).toString();
        assertThat(line).doesNotContain("\n", "\r", "\u2028");
        assertThat(new ObjectMapper().readTree(line).get("key \"\n").textValue())
                .isEqualTo(text.toString());
    }

    @Test
    void namesStandInTheirOrder() {
        JsonLine line = new JsonLine().text("a", "x").number("b", -1).flag("c", true);
        assertThat(line.object("d", Map.of("e", "f")).json("g", "[1]").toString())
                .isEqualTo("{\"a\":\"x\",\"b\":-1,\"c\":true,\"d\":{\"e\":\"f\"},\"g\":[1]}");
        assertThat(new JsonLine().toString()).isEqualTo("{}");
    }
}
