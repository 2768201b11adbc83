package io.cacheado.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** S1: ids are data, equal by text; what is no id is refused by name and value. */
class ScopeIdTest {

    enum Region {
        EU,
        US {
            @Override
            public String toString() {
                return "United States";
            }
        }
    }

    private final ScopeTree tree = Trees.shop();

    @Test
    void s1_equalText_isOneScopeWhateverTheType() {
        Scope text = tree.scope("organization", "42");

        for (Object id : List.of(42, 42L, (short) 42, (byte) 42, BigInteger.valueOf(42), new String("42"))) {
            assertThat(tree.scope("organization", id))
                    .as("%s", id.getClass())
                    .isEqualTo(text)
                    .hasSameHashCodeAs(text)
                    .hasToString("organization:42");
            assertThat(text.child("user", id)).isEqualTo(text.child("user", "42"));
        }
    }

    @Test
    void s1_uuidAndEnum_areTheirCanonicalTextAndName() {
        UUID uuid = UUID.fromString("0000abcd-0000-4000-8000-00000000ABCD");

        assertThat(tree.scope("organization", uuid))
                .isEqualTo(tree.scope("organization", "0000abcd-0000-4000-8000-00000000abcd"))
                .isNotEqualTo(tree.scope("organization", "0000abcd-0000-4000-8000-00000000ABCD"));
        assertThat(tree.scope("organization", Region.EU).id()).isEqualTo("EU");
        assertThat(tree.scope("organization", Region.US)).isEqualTo(tree.scope("organization", "US"));
    }

    @Test
    void s1_otherTextOfTheSameNumber_isAnotherId() {
        Scope number = tree.scope("organization", 42);

        for (String id : List.of("042", "+42", " 42", "42 ", "4 2", "42.0", "٤٢", "0x2a")) {
            assertThat(tree.scope("organization", id)).isNotEqualTo(number);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1/user:2",
                "::",
                ":",
                "/",
                "%",
                "%2F",
                "..",
                "*",
                "a\u0000b",
                "\u0001",
                "\r\n",
                "\u0085",
                "\u009f",
                " ",
                "\u2028",
                "global",
                "null",
                "é",
                "e\u0301",
                "日本語",
                "\ud83d\ude00",
                "\uffff"
            })
    void s1_anyOtherText_isOneIdAndKeptWhole(String id) {
        Scope scope = tree.scope("organization", id);

        assertThat(scope.id()).isEqualTo(id);
        assertThat(scope.level()).isEqualTo("organization");
        assertThat(scope.depth()).isEqualTo(1);
        assertThat(scope.ids()).containsExactly(Map.entry("org_id", id));
        assertThat(tree.parse(scope.toString())).isEqualTo(scope);
    }

    @Test
    void s1_idThatLooksLikeAPath_staysDistinctFromTheRealPath() {
        Scope real = tree.scope("user", "1", "2");
        Scope injected = tree.scope("organization", "1/user:2");

        assertThat(injected).isNotEqualTo(real).doesNotHaveToString(real.toString());
        assertThat(injected).hasToString("organization:1%2Fuser%3A2");
        assertThat(real.isWithin(injected)).isFalse();
        assertThat(injected.isWithin(real.parent())).isFalse();
    }

    @Test
    void s1_idsThatJoinToOneText_areDistinctScopes() {
        Set<Scope> scopes = new HashSet<>();
        Set<String> texts = new HashSet<>();
        List<String> parts =
                List.of(":", "::", "/", "a", "a:", ":a", "a/user:b", "b", "\u0000", "\u0000a", "a\u0000", "%");
        for (String org : parts) {
            for (String user : parts) {
                Scope scope = tree.scope("user", org, user);
                scopes.add(scope);
                texts.add(scope.toString());
            }
        }

        assertThat(scopes).hasSize(parts.size() * parts.size());
        assertThat(texts).hasSize(parts.size() * parts.size());
    }

    @Test
    void s1_composedAndDecomposedText_areTwoIds() {
        assertThat(tree.scope("organization", "é")).isNotEqualTo(tree.scope("organization", "e\u0301"));
    }

    @Test
    void s1_longestText_isKept() {
        String longest = "x".repeat(1_024);

        assertThat(tree.scope("organization", longest).id()).isEqualTo(longest);
        assertThat(tree.scope("organization", BigInteger.TEN.pow(1_024).subtract(BigInteger.ONE))
                        .id())
                .isEqualTo("9".repeat(1_024));
        assertThat(tree.scope("organization", BigInteger.TEN.pow(1_022).negate())
                        .id())
                .hasSize(1_024);
    }

    static List<Object> otherTypes() {
        return List.of(
                1.5,
                1.0f,
                'x',
                true,
                new BigDecimal("1"),
                new AtomicLong(1),
                new StringBuilder("acme"),
                new int[] {1},
                List.of("acme"),
                Map.of(1, "acme"),
                Optional.of("acme"),
                Trees.shop().global(),
                new BigInteger("1") {
                    @Override
                    public String toString() {
                        return "admin";
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("otherTypes")
    void s1_otherType_isRefusedByNameAndValue(Object id) {
        assertThatThrownBy(() -> tree.scope("user", id, 42))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("id \"org_id\" of level \"organization\": ")
                .hasMessageContaining(id.getClass().getName())
                .hasMessageEndingWith(" is of another type (allowed: a String, Byte, Short, Integer, Long, BigInteger,"
                        + " UUID or enum whose text has 1 to 1,024 chars and no unpaired surrogate)");
        assertThatThrownBy(() -> tree.scope("organization", Map.of("org_id", id)))
                .isExactlyInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tree.path("organization").hashOf(id))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is of another type");
        assertThat(tree.scope("organization", "1").matches(id)).isFalse();
    }

    @Test
    void s1_emptyId_isRefused() {
        assertThatThrownBy(() -> tree.scope("user", "acme", ""))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "id \"user_id\" of level \"user\": \"\" (java.lang.String) is empty (allowed: a String");
    }

    @Test
    void s1_longId_isRefusedAndShownShortened() {
        assertThatThrownBy(() -> tree.scope("organization", "x".repeat(1_025)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + "x".repeat(64) + "\"... (1025 chars) (java.lang.String) is longer than")
                .hasMessageNotContaining("x".repeat(65));
    }

    @Test
    void s1_hugeInteger_isRefusedWithoutMakingItsText() {
        assertThatThrownBy(() -> tree.scope("organization", BigInteger.ONE.shiftLeft(50_000_000)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a java.math.BigInteger of 50000001 bits is longer than 1,024 chars");
        assertThatThrownBy(() -> tree.scope("organization", BigInteger.TEN.pow(1_024)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is longer than 1,024 chars");
        assertThatThrownBy(() ->
                        tree.scope("organization", BigInteger.TEN.pow(1_023).negate()))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is longer than 1,024 chars");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud800", "a\ud800", "\ud800a", "\udc00", "a\udc00b", "\udc00\ud800", "\ud83d\ude00\ud83d"})
    void s1_unpairedSurrogate_isRefusedAndShownEscaped(String id) {
        assertThatThrownBy(() -> tree.scope("organization", id))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\\ud")
                .hasMessageContaining("has an unpaired surrogate");
    }

    @Test
    void s1_valueWhoseToStringFails_isStillRefusedByName() {
        Object hostile = new Object() {
            @Override
            public String toString() {
                throw new UnsupportedOperationException("no text");
            }
        };

        assertThatThrownBy(() -> tree.scope("organization", hostile))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"?\" (" + hostile.getClass().getName() + ") is of another type");
    }

    @Test
    void s1_valueCutInsideASurrogatePair_isShownWithoutHalfOfIt() {
        assertThatThrownBy(() -> tree.scope("organization", "x".repeat(63) + "\ud83d\ude00" + "x".repeat(1_000)))
                .hasMessageContaining("x".repeat(63) + "\\ud83d\"... (1065 chars)");
        assertThatThrownBy(() -> tree.scope("organization", "\ud83d\ude00".repeat(1_000)))
                .hasMessageContaining("\"" + "\ud83d\ude00".repeat(32) + "\"... (2000 chars)");
    }
}
