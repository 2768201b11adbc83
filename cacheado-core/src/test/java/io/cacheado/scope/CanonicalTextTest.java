package io.cacheado.scope;

import static io.cacheado.scope.ScopeLevel.level;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalTextTest {

    private static final long SEED = 20_260_101;
    private static final int[] ALPHABET = {
        '%', '/', ':', '2', 'F', 'f', 'C', '0', 0, 1, '\n', 0x7f, 0x80, 0x85, 0x9f, 0xa0, 0xc2, ' ', '+', '&', 'é', 'ß',
        0x0301, 0x2028, 0x202e, 0xfeff, 0xffff, 0x1f600, 0x10ffff
    };

    private final ScopeTree tree = Trees.shop();

    @Test
    void text_plainIds_isLevelsAndIdsFromTheRoot() {
        assertThat(tree.scope("user", "acme", 42)).hasToString("organization:acme/user:42");
        assertThat(tree.parse("organization:acme/user:42")).isEqualTo(tree.scope("user", "acme", 42));
        assertThat(tree.parse(new StringBuilder("global"))).isSameAs(tree.global());
    }

    @Test
    void text_specialCharacters_areEscapedAsInAUrl() {
        assertThat(tree.scope("user", "a/b:c%d", "\u0000\n\u007f\u0085é 😀"))
                .hasToString("organization:a%2Fb%3Ac%25d/user:%00%0A%7F%C2%85é 😀");
    }

    @Test
    void text_specialCharactersInLevelNames_areEscaped() {
        ScopeTree odd = ScopeTree.of(level("a/b:c", "id", level("%\n", "id2")));
        Scope scope = odd.scope("%\n", "x", "y");

        assertThat(scope).hasToString("a%2Fb%3Ac:x/%25%0A:y");
        assertThat(odd.parse(scope.toString())).isEqualTo(scope);
    }

    @Test
    void text_randomLegalIds_areReadBackWhole() {
        Random random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            Scope scope = tree.scope("session", randomId(random), randomId(random), randomId(random));
            String text = scope.toString();

            assertThat(text.chars().noneMatch(Character::isISOControl)).isTrue();
            assertThat(tree.parse(text))
                    .as("seed %d, round %d: %s", SEED, i, text)
                    .isEqualTo(scope);
            assertThat(tree.parse(text)).hasToString(text);
        }
    }

    @Test
    void text_eachCharacter_isReadBackWhole() {
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            if (!Character.isSurrogate((char) c)) {
                Scope scope = tree.scope("organization", String.valueOf((char) c));
                assertThat(tree.parse(scope.toString())).isEqualTo(scope);
            }
        }
    }

    @Test
    void parse_randomText_isRefusedOrTheOneTextOfItsScope() {
        Random random = new Random(SEED);
        String[] pieces = {
            "organization", "user", "global", ":", "/", "%", "%2F", "%2f", "%C2", "%C2%85", "%41", "a", "\n", "\ud800"
        };
        int read = 0;
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "organization:" : "");
            for (int n = random.nextInt(6); n > 0; n--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            try {
                assertThat(tree.parse(text)).as("seed %d, round %d", SEED, i).hasToString(text.toString());
                read++;
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageContaining(" at position ");
            }
        }
        assertThat(read).isBetween(1_000, 49_000);
    }

    private static String randomId(Random random) {
        StringBuilder id = new StringBuilder();
        for (int n = 1 + random.nextInt(8); n > 0; n--) {
            int point = random.nextInt(4) == 0 ? random.nextInt(0x110000) : ALPHABET[random.nextInt(ALPHABET.length)];
            if (point < 0xd800 || point > 0xdfff) {
                id.appendCodePoint(point);
            }
        }
        return id.isEmpty() ? "x" : id.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "''|0|expected a level, ':' and an id",
                "organization|0|expected a level, ':' and an id",
                "/organization:a|0|expected a level, ':' and an id",
                "organization:a/|15|expected a level, ':' and an id",
                "organization:a//user:b|15|expected a level, ':' and an id",
                "organization:a/user|15|expected a level, ':' and an id",
                ":a|0|level \"\" is unknown, known are \"global\", \"organization\"",
                "organisation:a|0|level \"organisation\" is unknown",
                "global:a|0|level \"global\" is unknown",
                "global/organization:a|0|expected a level",
                " organization:a|0|level \" organization\" is unknown",
                "user:42|0|level \"user\" is not directly below \"global\", it needs \"org_id\", \"user_id\"",
                "organization:a/session:s|15|level \"session\" is not directly below \"organization\"",
                "organization:a/tenant:t|15|level \"tenant\" is not directly below \"organization\"",
                "organization:a/organization:a|15|level \"organization\" is not directly below",
                "organization:|13|id \"org_id\" is empty",
                "organization:/user:1|13|id \"org_id\" is empty",
                "organization:a:b|14|U+003A must be written as %3A",
                "organization:a/user:b:|21|U+003A must be written as %3A",
                "organization:%|13|expected '%' and two upper-case hexadecimal digits",
                "organization:a%2|14|expected '%' and two upper-case hexadecimal digits",
                "organization:%2f|13|expected '%' and two upper-case hexadecimal digits",
                "organization:%GG|13|expected '%' and two upper-case hexadecimal digits",
                "organization:%2/user:1|13|expected '%' and two upper-case hexadecimal digits",
                "organization:%41|13|an escape of what is not escaped",
                "organization:%80|13|an escape of what is not escaped",
                "organization:%85|13|an escape of what is not escaped",
                "organization:%C2|13|an escape of what is not escaped",
                "organization:%C2x|13|an escape of what is not escaped",
                "organization:%C2%2F|13|an escape of what is not escaped",
                "organization:%C2%C2|13|an escape of what is not escaped",
                "organization:%C2%A0|13|an escape of what is not escaped",
                "organization:%C3%A9|13|an escape of what is not escaped",
                "organization:%C2%8|16|expected '%' and two upper-case hexadecimal digits",
                "organizatio%6E:a|11|an escape of what is not escaped"
            })
    void parse_malformedText_isRefusedWithPositionAndReason(String text, int position, String reason) {
        assertThatThrownBy(() -> tree.parse(text))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no canonical text of a scope: \"" + text + "\" at position " + position + ": ")
                .hasMessageContaining(reason);
    }

    @Test
    void parse_textThatCannotStandInAnId_isRefused() {
        assertThatThrownBy(() -> tree.parse("organization:a\nb"))
                .hasMessageEndingWith("at position 14: U+000A must be written as %0A");
        assertThatThrownBy(() -> tree.parse("organization:a\u0085b"))
                .hasMessageEndingWith("at position 14: U+0085 must be written as %C2%85");
        assertThatThrownBy(() -> tree.parse("organization:a/user:\ud800"))
                .hasMessageEndingWith("at position 20: id \"user_id\" has an unpaired surrogate");
        assertThatThrownBy(() -> tree.parse("organization:" + "x".repeat(1_025)))
                .hasMessageEndingWith("at position 13: id \"org_id\" is longer than 1,024 chars");
        assertThatThrownBy(() -> tree.parse(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void parse_longestIdFullyEscaped_isRead() {
        Scope scope = tree.scope("organization", "\u0085".repeat(1_024));

        assertThat(tree.parse(scope.toString())).isEqualTo(scope);
    }
}
