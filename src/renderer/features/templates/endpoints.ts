/** What the template screens ask for and change. */
import type { InputOf } from '../../../client/station-client.ts';
import type { AnswerOf } from '../../../contract/routes.ts';
import { api, change, type NoInput, nothing, same } from '../../store/api.ts';

const templatesApi = api.injectEndpoints({
  endpoints: (build) => ({
    listTemplates: build.query<AnswerOf<'listTemplates'>, NoInput>({ queryFn: change('listTemplates', same), providesTags: ['Templates'] }),
    getTemplate: build.query<AnswerOf<'getTemplate'>, InputOf<'getTemplate'>>({ queryFn: change('getTemplate', same), providesTags: ['Templates'] }),
    createTemplate: build.mutation<AnswerOf<'createTemplate'>, InputOf<'createTemplate'>>({ queryFn: change('createTemplate', same), invalidatesTags: (answer) => (answer === undefined ? [] : ['Templates']) }),
    importTemplate: build.mutation<AnswerOf<'importTemplate'>, InputOf<'importTemplate'>>({ queryFn: change('importTemplate', same), invalidatesTags: (answer) => (answer === undefined ? [] : ['Templates']) }),
    saveTemplate: build.mutation<AnswerOf<'saveTemplate'>, InputOf<'saveTemplate'>>({
      queryFn: change('saveTemplate', same),
      // Who comes back at once, before the station's word of it is here, would else go on from an older one and stand against their own change.
      onQueryStarted: async ({ params }, { dispatch, queryFulfilled }) => {
        const answer = await queryFulfilled.catch(() => null);
        if (answer !== null) dispatch(templatesApi.util.updateQueryData('getTemplate', { params }, () => answer.data));
      },
    }),
    setTemplateReference: build.mutation<AnswerOf<'setTemplateReference'>, InputOf<'setTemplateReference'>>({ queryFn: change('setTemplateReference', same), invalidatesTags: (answer) => (answer === undefined ? [] : ['Templates']) }),
    deleteTemplate: build.mutation<null, InputOf<'deleteTemplate'>>({ queryFn: change('deleteTemplate', nothing), invalidatesTags: (_answer, error) => (error === undefined ? ['Templates'] : []) }),
  }),
});

export const { useListTemplatesQuery, useGetTemplateQuery, useCreateTemplateMutation, useImportTemplateMutation, useSaveTemplateMutation, useSetTemplateReferenceMutation, useDeleteTemplateMutation } = templatesApi;
