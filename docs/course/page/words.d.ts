/** The words that only the course has (docs/course/words/). */
type CourseWords = typeof import("../words/en.json");
interface Words extends Omit<CourseWords, "language"> {}
