import { chatError, ChatFailure } from '../core/errors.ts';
import { loadLater } from './load-later.ts';
import type { PeopleQuestions, Profile, ProfileText } from '../core/people.ts';
import { AVATARS } from './avatar-address.ts';
import type { ChatClient } from './client.ts';
import { unwrap } from './errors.ts';
import { cursorArgument, parsePage } from './pages.ts';
import { parse, parseEach, parseOpened, parseSessionPage, Rows } from './parse.ts';
import type { PeopleBackend } from './people-backend.ts';
import {
  AdminRow,
  ApplicantRow,
  ApplicationRow,
  BlockRow,
  FullProfileRow,
  OfferRow,
  PersonRow,
  RatingRow,
  SkillRow,
  SuspensionRow,
} from './people-rows.ts';
import { ReportRow } from './report-rows.ts';
import { uploadFile } from './upload.ts';

/** How many of a list come at once. */
const PAGE = 30;
const SESSIONS_PAGE = 20;
/** As many as one person may block. */
const MAX_BLOCKED = 1_000;

const textArgument = (text: string) => (text.trim() === '' ? {} : { p_query: text.trim() });

const orNull = (text: string | null): string | null =>
  text === null || text.trim() === '' ? null : text.trim();

/** As `profiles` has it. */
const profileColumns = (text: ProfileText) => ({
  full_name: text.fullName.trim(),
  headline: orNull(text.headline),
  bio: orNull(text.bio),
  skills: [...text.skills],
  timezone: text.timezone,
  accepting: text.accepting,
});

type ProfileColumns = Partial<ReturnType<typeof profileColumns>> & { avatar_url?: string | null };

/** People and products over PostgREST, and their pictures over Storage. */
export function createPeople(client: ChatClient): PeopleBackend {
  const profileOf: PeopleQuestions['profileOf'] = async (userId) =>
    parse(
      FullProfileRow,
      unwrap(await client.rpc('get_profile', { p_user_id: userId })),
      'profile',
    );

  async function update(userId: string, columns: ProfileColumns): Promise<Profile> {
    unwrap(await client.from('profiles').update(columns).eq('id', userId));
    return profileOf(userId);
  }

  return {
    admin: () =>
      loadLater(
        async () => (await import('./admin.ts')).createAdmin(client),
        'This cannot be shown right now.',
      ),

    findMentors: async ({ text, skills, available }, cursor) =>
      parsePage(
        PersonRow,
        unwrap(
          await client.rpc('list_mentors', {
            p_limit: PAGE,
            ...textArgument(text),
            ...(skills.length === 0 ? {} : { p_skills: [...skills] }),
            ...(available ? { p_available: true } : {}),
            ...cursorArgument(cursor),
          }),
        ),
        'mentor',
      ),

    mentorSkills: async () =>
      parseEach(
        SkillRow,
        parse(Rows, unwrap(await client.rpc('mentor_skills')), 'skills'),
        'skill',
      ),

    profileOf,

    blockedPeople: async () =>
      parseEach(
        BlockRow,
        unwrap(
          await client
            .from('blocks')
            .select('person:profiles!blocks_blocked_id_fkey(id, full_name, avatar_url)')
            .order('created_at', { ascending: false })
            .limit(MAX_BLOCKED),
        ) ?? [],
        'blocked person',
      ),

    setBlock: async (userId, on) => {
      unwrap(await client.rpc('set_block', { p_user_id: userId, p_on: on }));
    },

    applicationOf: async (userId) => {
      const row = unwrap(
        await client
          .from('mentor_applications')
          .select('user_id, status, statement, applied_at, decided_at, reason')
          .eq('user_id', userId)
          .maybeSingle(),
      );
      return row === null ? null : parse(ApplicationRow, row, 'application');
    },

    applyAsMentor: async (statement) =>
      parse(
        ApplicationRow,
        unwrap(await client.rpc('apply_as_mentor', { p_statement: statement })),
        'application',
      ),

    applications: async (status, cursor) =>
      parsePage(
        ApplicantRow,
        unwrap(
          await client.rpc('list_mentor_applications', {
            p_status: status,
            p_limit: PAGE,
            ...cursorArgument(cursor),
          }),
        ),
        'application',
      ),

    decideMentor: async (userId, approve, reason) =>
      parse(
        ApplicantRow,
        unwrap(
          await client.rpc('decide_mentor', {
            p_user_id: userId,
            p_approve: approve,
            ...(reason === null ? {} : { p_reason: reason }),
          }),
        ),
        'application',
      ),

    ratingsOf: async (userId, cursor) =>
      parsePage(
        RatingRow,
        unwrap(
          await client.rpc('list_ratings', {
            p_user_id: userId,
            p_limit: PAGE,
            ...(cursor === null ? {} : { p_before: cursor }),
          }),
        ),
        'rating',
      ),

    findProducts: async ({ text, supplierId }, cursor) =>
      parsePage(
        OfferRow,
        unwrap(
          await client.rpc('list_products', {
            p_limit: PAGE,
            ...textArgument(text),
            ...(supplierId === null ? {} : { p_supplier_id: supplierId }),
            ...cursorArgument(cursor),
          }),
        ),
        'product',
      ),

    productOf: async (productId) => {
      const row = unwrap(
        await client
          .from('products')
          .select(
            'id, name, image_url, price_cents, currency, active, updated_at, supplier:profiles!products_supplier_id_fkey(id, full_name, avatar_url)',
          )
          .eq('id', productId)
          .maybeSingle(),
      );
      if (row === null) {
        throw new ChatFailure(chatError('NotFound', 'This product is not on offer.'));
      }
      return parse(OfferRow, row, 'product');
    },

    availableAdmins: async () =>
      parseEach(
        AdminRow,
        parse(Rows, unwrap(await client.rpc('list_available_admins')), 'list of admins'),
        'admin',
      ),

    sessionsWith: async (peerId, cursor) => {
      const { sessions, nextCursor } = parseSessionPage(
        unwrap(
          await client.rpc('sessions_with', {
            p_peer_id: peerId,
            p_limit: SESSIONS_PAGE,
            ...(cursor === null ? {} : { p_before: cursor }),
          }),
        ),
      );
      return { items: sessions, nextCursor };
    },

    report: async ({ id, sessionId, messageId, reason, note }) =>
      parse(
        ReportRow,
        unwrap(
          await client.rpc('report', {
            p_id: id,
            p_session_id: sessionId,
            // Generated types do not know that an argument without a default may be null.
            p_message_id: messageId as string,
            p_reason: reason,
            ...(note.trim() === '' ? {} : { p_note: note }),
          }),
        ),
        'report',
      ),

    myReports: async (cursor) =>
      parsePage(
        ReportRow,
        unwrap(
          await client.rpc('my_reports', {
            p_limit: PAGE,
            ...(cursor === null ? {} : { p_before: cursor }),
          }),
        ),
        'report',
      ),

    mySuspension: async () =>
      parse(SuspensionRow, unwrap(await client.rpc('my_suspension')), 'suspension'),

    myData: async () => unwrap(await client.rpc('download_my_data')),

    deleteAccount: async (email) => {
      unwrap(await client.rpc('delete_account', { p_confirm: email }));
    },

    saveProfile: (userId, text) => update(userId, profileColumns(text)),

    uploadAvatar: (path, picture) =>
      uploadFile(client, path, picture, { mime: picture.type, bucket: AVATARS }),

    setAvatar: (userId, path) => update(userId, { avatar_url: path }),

    openConversation: async (kind, { peerId, productId }) =>
      parseOpened(
        unwrap(
          await client.rpc('open_conversation', {
            p_kind: kind,
            ...(peerId === undefined ? {} : { p_peer_id: peerId }),
            ...(productId === undefined ? {} : { p_product_id: productId }),
          }),
        ),
      ),
  };
}
