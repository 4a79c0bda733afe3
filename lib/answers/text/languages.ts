import type { Language } from '../../alerts/text/compose.ts';
import { storyInEnglish } from './en.ts';
import type { StoryText } from './story-text.ts';
import { storyInChinese } from './zh.ts';

export const STORY_TEXTS: Readonly<Record<Language, StoryText>> = { en: storyInEnglish, zh: storyInChinese };
