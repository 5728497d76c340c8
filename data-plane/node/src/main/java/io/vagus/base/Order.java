package io.vagus.base;

import java.util.Comparator;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/**
 * Comparators by one property. The JDK's, which are serializable, are made by the JVM when they are first asked for and kept in
 * no AOT cache: the first message of all would wait for it.
 */
public final class Order {

    private Order() {}

    public static <T> Comparator<T> byInt(ToIntFunction<? super T> number) {
        return (one, other) -> Integer.compare(number.applyAsInt(one), number.applyAsInt(other));
    }

    public static <T> Comparator<T> byLong(ToLongFunction<? super T> number) {
        return (one, other) -> Long.compare(number.applyAsLong(one), number.applyAsLong(other));
    }

    public static <T, K extends Comparable<? super K>> Comparator<T> by(Function<? super T, ? extends K> key) {
        return (one, other) -> key.apply(one).compareTo(key.apply(other));
    }
}
