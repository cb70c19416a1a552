package dev.memjay.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.ParameterizedTypeReference;

/** Types in properties, as Java writes them. */
class TypeTextTest {
    record Book(String title) {}

    @Test
    void classesAndGenericTypesAreRead() {
        Type map = new ParameterizedTypeReference<Map<UUID, List<Book>>>() {}.getType();
        String book = Book.class.getName();

        assertThat(TypeText.parse(book)).isEqualTo(Book.class);
        assertThat(TypeText.parse("long[]")).isEqualTo(long[].class);
        assertThat(TypeText.parse("java.util.Map<java.util.UUID, java.util.List<" + book + ">>"))
                .isEqualTo(map);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "com.example.Missing | there is no class 'com.example.Missing'",
                "java.util.List<java.lang.String | a '>' is missing",
                "java.util.List<java.lang.String>> | there is more behind the type",
                "java.util.Map<java.lang.String> | java.util.Map takes 2 types, not 1",
                "java.util.List<> | there is no class ''",
            })
    void whatIsNoTypeIsRefused(String text, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TypeText.parse(text))
                .withMessageStartingWith("the type '" + text + "' cannot be read: " + why);
    }
}
